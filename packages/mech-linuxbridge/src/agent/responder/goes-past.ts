import type { RendererSettings } from '../options/renderer-options.ts'

/** Beside the tunnel of a network stands a device that floods what the responder here cannot answer. */
export const goesPast = ({ arpResponder, bypass }: RendererSettings): boolean => bypass && arpResponder !== 'off'

import type { ControlRequest } from './control-protocol.ts'

/** undefined for what is no request; whoever sends that has no id to be answered by. */
export function parseRequest(value: unknown): ControlRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { id, method, params } = value as Partial<Record<keyof ControlRequest, unknown>>
  if (typeof id !== 'number' || typeof method !== 'string' || !Array.isArray(params)) return undefined
  return { id, method, params }
}

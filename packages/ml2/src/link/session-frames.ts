import type { AgentFrame } from '@netloom/core/wire'

export type Hello = Extract<AgentFrame, { type: 'hello' }>
export type Heartbeat = Extract<AgentFrame, { type: 'heartbeat' }>
/** Frames that are answered. */
export type Numbered = Extract<AgentFrame, { id: number }>

import type { AgentFrame, Channel, ControllerFrame } from '@netloom/core'

/** The agent's end of a link to a controller. */
export type AgentChannel = Channel<AgentFrame, ControllerFrame>

import type { AgentFrame, Channel, ControllerFrame } from '@netloom/core/wire'

/** The agent's end of a link to a controller. */
export type AgentChannel = Channel<AgentFrame, ControllerFrame>

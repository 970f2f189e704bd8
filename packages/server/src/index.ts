// The whole public API of @netloom/server.
export { agentLinkServer, type AgentLinkServer } from './agent-link-server.ts'
export type { AgentLinkOptions } from './agent-link-options.ts'

import type { PortItem } from '@netloom/core/wire'

/** The port of a checked item, if it is one for agents of this type: several of them may live on a host, each with its switch. */
export function ownPort(body: unknown, agentType: string): PortItem | undefined {
  const port = body as PortItem | undefined
  return port?.agentType === undefined || port.agentType === agentType ? port : undefined
}

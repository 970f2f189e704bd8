import type { AgentConfigurations } from '@netloom/core'
import type { AgentsTable, Transaction } from '@netloom/core/store'

export interface LostEndpoint {
  readonly before: AgentsTable
  readonly after: AgentsTable
}

/**
 * A tunnel endpoint belongs to one host: agents of other hosts that said the same lose it, and the tunnel types that they
 * had it for, until they say hello again. Neutron: the newest pair of address and host is kept. Nothing is published here.
 */
export async function takeEndpoint(tx: Transaction, agent: AgentsTable): Promise<readonly LostEndpoint[]> {
  const { tunnelingIp } = JSON.parse(agent.configurations) as AgentConfigurations
  if (tunnelingIp === undefined) return []
  const rows = await tx.db
    .selectFrom('agents')
    .selectAll()
    .where('host', '!=', agent.host)
    .where('configurations', 'like', `%"tunnelingIp":${JSON.stringify(tunnelingIp)}%`)
    .execute()
  const lost: LostEndpoint[] = []
  for (const before of rows) {
    const { tunnelingIp: theirs, ...rest } = JSON.parse(before.configurations) as AgentConfigurations
    if (theirs !== tunnelingIp) continue
    const after = { ...before, configurations: JSON.stringify({ ...rest, tunnelTypes: [] }) }
    await tx.db.updateTable('agents').set({ configurations: after.configurations }).where('id', '=', after.id).execute()
    lost.push({ before, after })
  }
  return lost
}

import type { Migration, MigrationProvider } from 'kysely'
import { agentAssignments } from './agent-assignments.ts'
import { apiResources } from './api-resources.ts'
import { dhcpAgents } from './dhcp-agents.ts'
import { firstSchema } from './first-schema.ts'
import { leftovers } from './leftovers.ts'
import { oneSegmentOneNetwork } from './one-segment-one-network.ts'
import { openPorts } from './open-ports.ts'

/** Every schema change ever made, by name; names sort in the order of application and are never changed once released. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-schema': firstSchema,
  '0002-api-resources': apiResources,
  '0003-dhcp-agents': dhcpAgents,
  '0004-leftovers': leftovers,
  '0005-open-ports': openPorts,
  '0006-one-segment-one-network': oneSegmentOneNetwork,
  '0007-agent-assignments': agentAssignments,
}

export const migrationProvider: MigrationProvider = {
  getMigrations: () => Promise.resolve(MIGRATIONS),
}

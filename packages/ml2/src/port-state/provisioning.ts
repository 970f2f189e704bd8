import type { MechanismDriver, Port } from '@netloom/core'
import { insertChunks } from '@netloom/core/kit'
import type { ProvisioningBlocksTable, Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { HostAgents } from '../agent-directory/agent-directory.ts'
import { isExemptFromProvisioning } from '../base/device-owners.ts'
import { agentTypeOf } from './agent-type-of.ts'
import { isBound } from './port-feed.ts'

type Db = Kysely<Schema>

const PORT = 'port'
/** The switch on the port's host has to wire it. */
const L2 = 'L2'

/**
 * A block is there exactly while the port's switch has still to be heard of, so that "no block left" means wired whether
 * the port may be ACTIVE (admin state up) or not.
 */
export function needsL2Block(port: Port, drivers: readonly MechanismDriver[], agents: HostAgents): boolean {
  return port.status !== 'ACTIVE' && wiringOf(port, drivers, agents) === 'blocks'
}

/**
 * How we know that a port is wired. `blocks`: by the absence of a block. `reports`: by an agent's reports alone, nobody
 * waits. `driver`: its driver has no agent and said so when it bound the port. Undefined: the port is not bound.
 */
export function wiringOf(
  port: Port,
  drivers: readonly MechanismDriver[],
  agents: HostAgents,
): 'blocks' | 'reports' | 'driver' | undefined {
  if (!isBound(port)) return undefined
  const agentType = agentTypeOf(port, drivers)
  if (agentType === undefined) return 'driver'
  if (port.deviceOwner === '' || isExemptFromProvisioning(port.deviceOwner)) return 'reports'
  const hasAgent = (agents.get(port.binding.host) ?? []).some((agent) => agent.agentType === agentType)
  return hasAgent ? 'blocks' : 'reports'
}

export async function addL2Blocks(db: Db, portIds: readonly string[]): Promise<void> {
  await addBlocks(db, L2, portIds)
}

/** The ports wait for this entity, too. Harmless when repeated. */
export async function addBlocks(db: Db, entity: string, portIds: readonly string[]): Promise<void> {
  const rows = portIds.map((id): ProvisioningBlocksTable => ({ object_type: PORT, object_id: id, entity }))
  for (const piece of insertChunks(rows)) {
    await db
      .insertInto('provisioning_blocks')
      .values(piece)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** The entity has done its part. Returns the ports that had waited for it. Harmless when repeated. */
export async function completeEntity(db: Db, entity: string, portIds: readonly string[]): Promise<readonly string[]> {
  if (portIds.length === 0) return []
  const rows = await db
    .deleteFrom('provisioning_blocks')
    .where('object_type', '=', PORT)
    .where('object_id', 'in', portIds)
    .where('entity', '=', entity)
    .returning('object_id')
    .execute()
  return rows.map(({ object_id }) => object_id)
}

/** The L2 part is done. Returns the ports that still wait for something else. Harmless when repeated. */
export async function completeL2(db: Db, portIds: readonly string[]): Promise<ReadonlySet<string>> {
  await completeEntity(db, L2, portIds)
  return blockedPorts(db, portIds)
}

export async function blockedPorts(db: Db, portIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (portIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('provisioning_blocks')
    .select('object_id')
    .where('object_type', '=', PORT)
    .where('object_id', 'in', portIds)
    .execute()
  return new Set(rows.map(({ object_id }) => object_id))
}

/** Nothing to wait for any more: the port is unbound or gone. */
export async function dropBlocks(db: Db, portIds: readonly string[]): Promise<void> {
  if (portIds.length === 0) return
  await db.deleteFrom('provisioning_blocks').where('object_type', '=', PORT).where('object_id', 'in', portIds).execute()
}

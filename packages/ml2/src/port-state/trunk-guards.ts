import {
  type MechanismDriver,
  ParentPortInUseError,
  type Port,
  PortInUseAsSubPortError,
  PortInUseAsTrunkParentError,
  TrunkPortInUseError,
} from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'

/** What is unbound can always become a parent or stop being one; what is bound, if the driver that bound it can do that. */
export function canBeTrunked(drivers: readonly MechanismDriver[], { binding }: Port): boolean {
  if (binding.host === '') return true
  const driver = drivers.find(({ name }) => name === binding.levels[0]?.driver)
  return driver?.trunksBoundPorts === true
}

/** The port is in no trunk. @throws {TrunkPortInUseError} {@link ParentPortInUseError} */
export async function requireNoTrunk(db: Kysely<Schema>, { id, trunk }: Port): Promise<void> {
  if ((await trunksOfSubports(db, [id])).size > 0) throw new TrunkPortInUseError(id)
  if (trunk !== null) throw new ParentPortInUseError(id)
}

/** @throws {PortInUseAsSubPortError} {@link PortInUseAsTrunkParentError} for ports that are in a trunk */
export async function requireDeletable(db: Kysely<Schema>, ports: readonly Port[]): Promise<void> {
  const trunkOf = await trunksOfSubports(
    db,
    ports.map(({ id }) => id),
  )
  for (const { id, trunk } of ports) {
    const trunkId = trunkOf.get(id)
    if (trunkId !== undefined) throw new PortInUseAsSubPortError(id, trunkId)
    if (trunk !== null) throw new PortInUseAsTrunkParentError(id, trunk.trunkId)
  }
}

/** A subport is no device's: its frames belong to the parent's. @throws {PortInUseAsSubPortError} */
export async function requireNoSubport(db: Kysely<Schema>, id: string): Promise<void> {
  const trunkId = (await trunksOfSubports(db, [id])).get(id)
  if (trunkId !== undefined) throw new PortInUseAsSubPortError(id, trunkId)
}

/** Port → trunk, of those that are subports. */
async function trunksOfSubports(db: Kysely<Schema>, portIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const piece of chunks(portIds)) {
    const rows = await db.selectFrom('subports').select(['port_id', 'trunk_id']).where('port_id', 'in', piece).execute()
    for (const row of rows) found.set(row.port_id, row.trunk_id)
  }
  return found
}

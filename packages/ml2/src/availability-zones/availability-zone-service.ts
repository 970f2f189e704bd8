import { type AvailabilityZone, AvailabilityZoneNotFoundError, type RequestContext } from '@netloom/core'
import type { AvailabilityZoneService, Page, ResourceFilter } from '@netloom/core/services'
import type { Schema, Store } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { ZonedAgents } from '../agent-directory/agent-zones.ts'
import { pagedInMemory, type MemoryList } from '../query/in-memory.ts'

const DEFAULT_ZONE = 'nova'

/** The zone of an agent that names none; those that are given nothing are in none. */
export const defaultZoneOf = (agentType: string, zoned: ZonedAgents): string | null =>
  zoned.has(agentType) ? DEFAULT_ZONE : null

const LIST: MemoryList<AvailabilityZone> = {
  resource: 'availability zone',
  key: ({ name, resource }) => `${name} ${resource}`,
  missing: (name) => new AvailabilityZoneNotFoundError(name),
  fields: { name: ({ name }) => name, resource: ({ resource }) => resource, state: ({ state }) => state },
}

/** Zones are for everybody to see. */
export class Ml2AvailabilityZoneService implements AvailabilityZoneService {
  readonly #store: Store
  readonly #zoned: ZonedAgents

  constructor(store: Store, zoned: ZonedAgents) {
    this.#store = store
    this.#zoned = zoned
  }

  async list(_: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly AvailabilityZone[]> {
    return pagedInMemory(await zones(this.#store.db, this.#zoned), LIST, filter, page)
  }
}

/** @throws {AvailabilityZoneNotFoundError} for a zone that no agent of the kind is in */
export async function requireZones(
  db: Kysely<Schema>,
  zoned: ZonedAgents,
  resource: AvailabilityZone['resource'],
  hints: readonly string[],
): Promise<void> {
  if (hints.length === 0) return
  const known = new Set((await zones(db, zoned)).filter((zone) => zone.resource === resource).map(({ name }) => name))
  const unknown = hints.find((hint) => !known.has(hint))
  if (unknown !== undefined) throw new AvailabilityZoneNotFoundError(unknown)
}

async function zones(db: Kysely<Schema>, zoned: ZonedAgents): Promise<readonly AvailabilityZone[]> {
  if (zoned.size === 0) return []
  const rows = await db
    .selectFrom('agents')
    .select(['agent_type', 'availability_zone', 'admin_state_up'])
    .where('agent_type', 'in', [...zoned.keys()])
    .where('availability_zone', 'is not', null)
    .execute()
  const found = new Map<string, AvailabilityZone>()
  for (const { agent_type, availability_zone: name, admin_state_up } of rows) {
    const resource = zoned.get(agent_type)
    if (resource === undefined || name === null || name === '') continue
    const key = `${resource} ${name}`
    const isUp = admin_state_up === 1 || found.get(key)?.state === 'available'
    found.set(key, { name, resource, state: isUp ? 'available' : 'unavailable' })
  }
  return [...found.values()]
}

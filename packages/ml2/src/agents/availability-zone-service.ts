import { type AvailabilityZone, AvailabilityZoneNotFoundError, type RequestContext } from '@netloom/core'
import type { AvailabilityZoneService, Page, ResourceFilter } from '@netloom/core/services'
import type { Schema, Store } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { pagedInMemory, type MemoryList } from '../query/in-memory.ts'

/** Neutron: DHCP agents place networks, L3 agents place routers; other agents have no zones. */
const RESOURCE_OF: Readonly<Record<string, AvailabilityZone['resource']>> = {
  'DHCP agent': 'network',
  'L3 agent': 'router',
}
const DEFAULT_ZONE = 'nova'

/** The zone of an agent that names none; those that place nothing are in none. */
export const defaultZoneOf = (agentType: string): string | null =>
  Object.hasOwn(RESOURCE_OF, agentType) ? DEFAULT_ZONE : null

const LIST: MemoryList<AvailabilityZone> = {
  resource: 'availability zone',
  key: ({ name, resource }) => `${name} ${resource}`,
  missing: (name) => new AvailabilityZoneNotFoundError(name),
  fields: { name: ({ name }) => name, resource: ({ resource }) => resource, state: ({ state }) => state },
}

/** Zones are for everybody to see. */
export class Ml2AvailabilityZoneService implements AvailabilityZoneService {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async list(_: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly AvailabilityZone[]> {
    return pagedInMemory(await zones(this.#store.db), LIST, filter, page)
  }
}

/** @throws {AvailabilityZoneNotFoundError} for a zone that no agent of the kind is in */
export async function requireZones(
  db: Kysely<Schema>,
  resource: AvailabilityZone['resource'],
  hints: readonly string[],
): Promise<void> {
  if (hints.length === 0) return
  const known = new Set((await zones(db)).filter((zone) => zone.resource === resource).map(({ name }) => name))
  const unknown = hints.find((hint) => !known.has(hint))
  if (unknown !== undefined) throw new AvailabilityZoneNotFoundError(unknown)
}

async function zones(db: Kysely<Schema>): Promise<readonly AvailabilityZone[]> {
  const rows = await db
    .selectFrom('agents')
    .select(['agent_type', 'availability_zone', 'admin_state_up'])
    .where('agent_type', 'in', Object.keys(RESOURCE_OF))
    .where('availability_zone', 'is not', null)
    .execute()
  const found = new Map<string, AvailabilityZone>()
  for (const { agent_type, availability_zone: name, admin_state_up } of rows) {
    const resource = RESOURCE_OF[agent_type]
    if (resource === undefined || name === null || name === '') continue
    const key = `${resource} ${name}`
    const isUp = admin_state_up === 1 || found.get(key)?.state === 'available'
    found.set(key, { name, resource, state: isUp ? 'available' : 'unavailable' })
  }
  return [...found.values()]
}

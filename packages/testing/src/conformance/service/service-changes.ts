import type { ReportingAgent } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { attempt } from '../support/attempt.ts'
import type { ConformanceCheck } from '../support/check.ts'
import { changedTables, readRows } from '../support/store-rows.ts'
import type { ServiceFixture, ServiceObjects, ServicePlace } from './service-fixture.ts'
import { ADMIN, memberOf, onStand, type ServiceStand } from './service-stand.ts'

type Check = ConformanceCheck<ServiceFixture>

const OWN = memberOf('p1')
const OTHER = memberOf('p2')
const MOVED = 'host2'
const NOBODY = '00000000-0000-4000-8000-000000000000'

interface Item {
  readonly topic: string
  readonly key: string
  readonly revision: number
  readonly body: string
}

/** What agents are told in the service's own topics. */
async function itemsOf({ store }: ServiceStand, { module }: ServiceFixture): Promise<readonly Item[]> {
  const rows = await store.db.selectFrom('feed_items').select(['topic', 'item_key', 'revision', 'body']).execute()
  const kinds = Object.keys(module.topics ?? {})
  return rows
    .filter(({ topic }) => kinds.some((kind) => topic.startsWith(`${kind}/`)))
    .map(({ topic, item_key: key, revision, body }) => ({ topic, key, revision, body }))
}

/** Rows of the service's own tables that have a word in them. */
async function mentions(store: Store, { module }: ServiceFixture, word: string): Promise<readonly string[]> {
  const rows = await readRows(store)
  return (module.tables ?? []).filter((table) => rows.get(table)?.some((row) => JSON.stringify(row).includes(word)))
}

const withObjects = (
  rule: string,
  problems: (stand: ServiceStand, objects: ServiceObjects, fixture: ServiceFixture) => Promise<readonly string[]>,
): Check => ({
  rule,
  problems: (fixture) =>
    fixture.objects === undefined
      ? Promise.resolve([])
      : onStand(fixture, (stand) => problems(stand, fixture.objects as ServiceObjects, fixture)),
})

async function move({ netloom }: ServiceStand, { portIds }: ServicePlace, host: string): Promise<void> {
  for (const id of portIds) await netloom.ports.update(ADMIN, id, { host })
}

/** Rules about what happens around objects that are there. */
export const serviceChangeChecks: readonly Check[] = [
  withObjects(
    'tells the host that ports come to, and no more the one that they left, each time with a newer revision',
    async (stand, objects, fixture) => {
      const place = await stand.place('p1')
      const { id } = await objects.create(stand.netloom, OWN, place)
      const on = async (host: string): Promise<readonly Item[]> =>
        (await itemsOf(stand, fixture)).filter(
          ({ topic, key, body }) => topic.endsWith(`/${host}`) && (key + body).includes(id),
        )
      const first = await on(place.host)
      if (first.length === 0) return []
      await move(stand, place, MOVED)
      const [stale, there] = [await on(place.host), await on(MOVED)]
      await move(stand, place, place.host)
      const back = await on(place.host)
      return [
        ...stale.map(({ topic, key }) => `${key} is left in ${topic}, where the ports are no more`),
        ...(there.length === 0 ? [`${MOVED}, where the ports are now, is told nothing`] : []),
        ...back.flatMap(({ key, revision }) => {
          const before = first.find((item) => item.key === key)
          return before !== undefined && revision <= before.revision
            ? [`${key} went and came back with revision ${String(revision)}, after ${String(before.revision)}`]
            : []
        }),
        ...(back.length === 0 ? [`${place.host}, where the ports are again, is told nothing`] : []),
        ...(await on(MOVED)).map(({ topic, key }) => `${key} is left in ${topic}, where the ports are no more`),
      ]
    },
  ),
  withObjects(
    'keeps nothing of a port that is deleted, where it does not refuse that',
    async (stand, objects, fixture) => {
      const place = await stand.place('p1')
      await objects.create(stand.netloom, OWN, place)
      const problems: string[] = []
      for (const id of place.portIds) {
        if ('error' in (await attempt(() => stand.netloom.ports.delete(ADMIN, id)))) continue
        problems.push(
          ...(await mentions(stand.store, fixture, id)).map((table) => `table ${table} names a port that is gone`),
        )
        const told = (await itemsOf(stand, fixture)).filter(({ key, body }) => (key + body).includes(id))
        problems.push(...told.map(({ topic, key }) => `${key} of ${topic} names a port that is gone`))
      }
      return problems
    },
  ),
  withObjects('makes nothing of ports and networks of another project', async (stand, objects, fixture) => {
    const place = await stand.place('p1')
    const named = async (words: readonly string[]): Promise<number> =>
      (await Promise.all(words.map((word) => mentions(stand.store, fixture, word)))).flat().length
    const all = [place.networkId, ...place.portIds]
    const before = [await named(all), await named(place.portIds)] as const
    const { id } = await objects.create(stand.netloom, OWN, place)
    const [usesAny, usesPorts] = [(await named(all)) > before[0], (await named(place.portIds)) > before[1]]
    if (!usesAny) return []
    await objects.delete(stand.netloom, OWN, id)
    const foreign = await attempt(() => objects.create(stand.netloom, OTHER, place))
    const problems = 'value' in foreign ? ['a project makes an object of what it cannot see'] : []
    // Whoever owns a network sees its ports, those of others too.
    const seen = await attempt(async () => objects.create(stand.netloom, OTHER, await stand.guests('p2', 'p1')))
    return usesPorts && 'value' in seen
      ? [...problems, 'a project makes an object of ports that it only sees']
      : problems
  }),
  withObjects(
    'takes from a report of all that what it does not name is up no more',
    async (stand, objects, fixture) => {
      const { entity } = objects
      const handler = entity === undefined ? undefined : stand.started.reports?.[entity]
      if (entity === undefined || handler === undefined) return []
      const place = await stand.place('p1')
      const { id } = await objects.create(stand.netloom, OWN, place)
      const agentType = fixture.module.entities?.[entity]?.agentType ?? ''
      const agent: ReportingAgent = { id: NOBODY, host: place.host, agentType }
      const rows = () => readRows(stand.store)
      const fresh = await rows()
      await handler.report(agent, [{ portId: id, state: 'up' }])
      const up = await rows()
      if (changedTables(fresh, up).length === 0) return []
      await handler.reportAll(agent, [id])
      const same = changedTables(up, await rows()).map((table) => `table ${table} was changed by what was known`)
      await handler.reportAll(agent, [])
      const down = changedTables(up, await rows()).length > 0
      await handler.reportAll(agent, [id])
      const again = changedTables(up, await rows()).filter((table) => (fixture.module.tables ?? []).includes(table))
      return [
        ...same,
        ...(down ? [] : ['an object that is up no more stays up']),
        ...(again.length === 0 ? [] : ['an object that is up again is not taken for up']),
      ]
    },
  ),
]

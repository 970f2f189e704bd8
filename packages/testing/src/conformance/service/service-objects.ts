import { payloadsOf } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { attempt, refusalProblems } from '../support/attempt.ts'
import { changedTables, readRows } from '../support/store-rows.ts'
import type { ServiceFixture, ServiceObjects } from './service-fixture.ts'
import { ADMIN, memberOf, onStand, type ServiceStand } from './service-stand.ts'

type Check = ConformanceCheck<ServiceFixture>

const [OWN, OTHER] = [memberOf('p1'), memberOf('p2')]

/** Services without objects keep these rules. */
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

const sees = async (
  stand: ServiceStand,
  { get, list }: ServiceObjects,
  who: typeof OWN,
  id: string,
): Promise<boolean> => {
  const found = 'value' in (await attempt(() => get(stand.netloom, who, id)))
  const listed = (await list(stand.netloom, who)).some((object) => object.id === id)
  if (found !== listed) throw new Error(`get ${found ? 'shows' : 'hides'} what list ${listed ? 'shows' : 'hides'}`)
  return found
}

/** Rules about the objects that callers make. */
export const serviceObjectChecks: readonly Check[] = [
  withObjects('shows an object to its project and to administrators, to others none (404)', async (stand, objects) => {
    const { id } = await objects.create(stand.netloom, OWN, await stand.place('p1'))
    const hidden = await attempt(() => objects.get(stand.netloom, OTHER, id))
    const deleted = await attempt(() => objects.delete(stand.netloom, OTHER, id))
    return [
      ...((await sees(stand, objects, OWN, id)) ? [] : ['its project does not see it']),
      ...((await sees(stand, objects, ADMIN, id)) ? [] : ['an administrator does not see it']),
      ...((await sees(stand, objects, OTHER, id)) ? ['another project sees it'] : []),
      ...refusalProblems('get by another project', hidden, 404),
      ...refusalProblems('delete by another project', deleted, 404),
    ]
  }),
  withObjects(
    'keeps nothing of what was deleted, and says that it is not there (404)',
    async (stand, objects, { module }) => {
      const place = await stand.place('p1')
      const before = await readRows(stand.store)
      const { id } = await objects.create(stand.netloom, OWN, place)
      if (objects.taggedType !== undefined) await stand.netloom.tags.add(OWN, objects.taggedType, id, ['kit'])
      if (objects.sharedType !== undefined) {
        const grant = { objectType: objects.sharedType, objectId: id, action: 'access_as_shared', targetProject: 'p2' }
        await stand.netloom.rbacPolicies.create(OWN, grant)
      }
      await objects.delete(stand.netloom, OWN, id)
      const own = new Set([
        ...(module.tables ?? []),
        'rbac_policies',
        'quota_usages',
        'feed_items',
        'provisioning_blocks',
      ])
      return [
        ...refusalProblems('get of a deleted object', await attempt(() => objects.get(stand.netloom, OWN, id)), 404),
        ...changedTables(before, await readRows(stand.store))
          .filter((table) => own.has(table))
          .map((table) => `table ${table} kept something`),
      ]
    },
  ),
  withObjects(
    'counts its objects, and refuses what is over the quota with 409, keeping nothing',
    async (stand, objects) => {
      const { quota } = objects
      if (quota === undefined) return []
      await stand.netloom.quotas.update(ADMIN, 'p1', { [quota]: 1 })
      await objects.create(stand.netloom, OWN, await stand.place('p1'))
      const place = await stand.place('p1')
      const before = await readRows(stand.store)
      const over = await attempt(() => objects.create(stand.netloom, OWN, place))
      const { used } = (await stand.netloom.quotas.details(OWN, 'p1'))[quota] ?? { used: -1 }
      return [
        ...refusalProblems('an object over the quota', over, 409),
        ...(used === 1 ? [] : [`one object is counted as ${String(used)}`]),
        ...changedTables(before, await readRows(stand.store)).map((table) => `table ${table} kept something of it`),
      ]
    },
  ),
  withObjects(
    'is seen by a project while an entry of rbac_policies says so, and changed by none but its own',
    async (stand, objects) => {
      const { sharedType } = objects
      if (sharedType === undefined) return []
      const { id } = await objects.create(stand.netloom, OWN, await stand.place('p1'))
      const grant = { objectType: sharedType, objectId: id, action: 'access_as_shared', targetProject: 'p2' }
      const policy = await stand.netloom.rbacPolicies.create(OWN, grant)
      const during = await sees(stand, objects, OTHER, id)
      const deleted = await attempt(() => objects.delete(stand.netloom, OTHER, id))
      await stand.netloom.rbacPolicies.delete(OWN, policy.id)
      return [
        ...(during ? [] : ['a project that it is shared with does not see it']),
        ...('error' in deleted ? [] : ['a project that it is shared with can delete it']),
        ...((await sees(stand, objects, OTHER, id)) ? ['a project sees it after the entry is gone'] : []),
      ]
    },
  ),
  withObjects('has tags that its objects show', async (stand, objects) => {
    const { taggedType } = objects
    if (taggedType === undefined) return []
    const { id } = await objects.create(stand.netloom, OWN, await stand.place('p1'))
    await stand.netloom.tags.add(OWN, taggedType, id, ['b', 'a'])
    const shown = (await objects.get(stand.netloom, OWN, id)) as { readonly tags?: unknown }
    const foreign = await attempt(() => stand.netloom.tags.list(OTHER, taggedType, id))
    return [
      ...(JSON.stringify(shown.tags) === '["a","b"]' ? [] : [`it shows the tags ${JSON.stringify(shown.tags)}`]),
      ...refusalProblems('tags, asked for by another project', foreign, 404),
    ]
  }),
  withObjects(
    'refuses what cannot be with 400, 404 or 409, and keeps nothing of it',
    async (stand, { refused = {} }) => {
      const problems: string[] = []
      for (const [what, call] of Object.entries(refused)) {
        const place = await stand.place('p1')
        const before = await readRows(stand.store)
        const result = await attempt(() => call(stand.netloom, OWN, place))
        const status = 'error' in result ? (result.error as { readonly status?: unknown }).status : undefined
        const expected = status === 404 || status === 409 ? status : 400
        problems.push(...refusalProblems(what, result, expected))
        problems.push(
          ...changedTables(before, await readRows(stand.store)).map(
            (table) => `${what}: table ${table} kept something`,
          ),
        )
      }
      return problems
    },
  ),
  withObjects(
    'publishes in its own topics, what their schemas take, and takes it back with its object',
    async (stand, objects, { module }) => {
      const { topics = {} } = module
      const schemaOf = payloadsOf(topics)
      const place = await stand.place('p1')
      const head = await stand.store.log.head()
      const { id } = await objects.create(stand.netloom, OWN, place)
      const written = await stand.store.log.read(head, 1_000)
      const problems = written.flatMap(({ topic, key, body }) => {
        const schema = schemaOf(topic, key)
        if (schema === undefined) return [`it wrote ${key} of topic ${topic}, for which it declares no payload schema`]
        if (body === null || schema.safeParse(body).success) return []
        return [`the body of ${key} in topic ${topic} is refused by its schema`]
      })
      await objects.delete(stand.netloom, OWN, id)
      for (const topic of new Set(written.map((change) => change.topic))) {
        const { items } = await stand.store.log.snapshot(topic)
        problems.push(...items.map(({ key }) => `item ${key} of topic ${topic} is left`))
      }
      return problems
    },
  ),
  withObjects(
    'goes on when the ports of its objects go: they may be refused (409), and lists work after it',
    async (stand, objects) => {
      const place = await stand.place('p1')
      await objects.create(stand.netloom, OWN, place)
      const problems: string[] = []
      for (const id of place.portIds) {
        const result = await attempt(() => stand.netloom.ports.delete(ADMIN, id))
        if ('error' in result) problems.push(...refusalProblems('to delete a port of its object', result, 409))
      }
      for (const { id } of await objects.list(stand.netloom, OWN)) await objects.get(stand.netloom, OWN, id)
      return problems
    },
  ),
]

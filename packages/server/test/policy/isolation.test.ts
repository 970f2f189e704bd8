import type { Resource } from '@netloom/api'
import { describe, expect, it } from 'vitest'
import type { Api, Role, Who } from '../support/start-api.ts'
import { leakProbes } from './leak-probes.ts'
import { collectionOf } from './routes.ts'
import type { Ids } from './samples.ts'
import { transcript } from './transcript.ts'
import { PROJECT_RESOURCES } from './routes.ts'
import { emptyCloud, settle, type TenancyFixture } from './tenancy-fixture.ts'

const OUTSIDERS: readonly Role[] = ['reader', 'member', 'manager']

/** Everything an administrator sees of a project, by resource. */
async function snapshot(api: Api, ids: Ids): Promise<Readonly<Record<string, unknown>>> {
  const seen: Record<string, unknown> = {}
  for (const resource of PROJECT_RESOURCES) {
    const path = collectionOf(resource, ids)
    const query =
      'project_id' in resource.attributes ? `?project_id=${ids['project'] ?? ''}` : networkFilter(resource, ids)
    seen[path] = (await api.call('GET', `${path}${query}`)).body
  }
  seen['usage'] = (await api.call('GET', `/quotas/${ids['project'] ?? ''}/details`)).body
  return seen
}

const networkFilter = ({ attributes }: Resource, ids: Ids): string =>
  'network_id' in attributes ? `?network_id=${ids['networks'] ?? ''}` : ''

/** Nobody's: the same ones in a cloud with both projects. */
const COMMON: ReadonlySet<string> = new Set(['agents', 'external'])

/** The ids of a world by name: `b.ports`. */
const namesOf = ({ ids }: TenancyFixture, project: string): readonly (readonly [string, string])[] =>
  Object.entries(ids).map(
    ([plural, id]) => [id, COMMON.has(plural) ? `<${plural}>` : `<${project}.${plural}>`] as const,
  )

/** Theirs, in a cloud that leads out by another network. */
const inCloudOf = ({ ids: own }: TenancyFixture, { api, ids, shown }: TenancyFixture): TenancyFixture => {
  const text = JSON.stringify({ ids, shown }).replaceAll(ids['external'] ?? '', own['external'] ?? '')
  return { api, ...(JSON.parse(text) as Pick<TenancyFixture, 'ids' | 'shown'>) }
}

interface Comparison {
  /** Answers that tell that there is another project, with what an empty cloud answers. */
  readonly differences: readonly string[]
  readonly statuses: ReadonlySet<string>
  readonly before: unknown
  readonly after: unknown
  readonly count: number
}

/** A member of B sends everything there is to send about A's objects, to a cloud that has them and to one that does not. */
async function compareWorlds(role: Role): Promise<Comparison> {
  const [full, bare] = [await emptyCloud(), await emptyCloud()]
  const a = await settle(full, 'a')
  const [ours, theirs] = [await settle(full, 'b'), await settle(bare, 'b')]
  const before = await snapshot(full, a.ids)
  const who: Who = `${role}@b`
  const ask = (own: TenancyFixture): Promise<readonly string[]> =>
    transcript(own.api, leakProbes(inCloudOf(own, a), own, who), new Map([...namesOf(own, 'b'), ...namesOf(a, 'a')]))
  const [withA, withoutA] = [await ask(ours), await ask(theirs)]
  const after = await snapshot(full, a.ids)
  await full.close()
  await bare.close()
  return {
    differences: withA.flatMap((line, index) =>
      line === withoutA[index] ? [] : [`${line}\n  ≠ ${withoutA[index]?.split('\n  → ')[1] ?? ''}`],
    ),
    statuses: new Set(withA.map((line) => /"status":(\d+)/.exec(line)?.[1] ?? '')),
    before,
    after,
    count: withA.length,
  }
}

describe.each(OUTSIDERS)('a %s of another project', (role) => {
  it(
    'cannot tell a cloud with a project’s objects from one without, nor change one of them',
    { timeout: 120_000 },
    async () => {
      const { differences, statuses, before, after, count } = await compareWorlds(role)
      expect(differences.slice(0, 20).join('\n')).toBe('')
      expect(after).toEqual(before)
      // the requests are sound: some are done, others find nothing
      expect(count).toBeGreaterThan(1_000)
      for (const status of ['200', '400', '403', '404']) expect(statuses).toContain(status)
      expect([...statuses].filter((status) => status.startsWith('5'))).toEqual([])
    },
  )
})

describe('what is hidden', () => {
  it('is not found out with filters and sort keys either', async () => {
    const api = await emptyCloud()
    const { ids } = await settle(api, 'a')
    const { body } = await api.call('GET', `/networks/${ids['networks'] ?? ''}?fields=segments`)
    const [segment] = body.network.segments as readonly [{ readonly 'provider:segmentation_id': number }]
    const found = async (query: string, who: Who): Promise<number> => {
      const answer = await api.call('GET', query, undefined, who)
      return (Object.values(answer.body as object) as readonly unknown[][])[0]?.length ?? 0
    }
    for (const query of [
      `/networks?provider:segmentation_id=${String(segment['provider:segmentation_id'])}`,
      '/ports?binding:host_id=',
    ]) {
      expect(await found(query, 'admin@admin'), query).toBeGreaterThan(0)
      expect(await found(query, 'member@a'), query).toBe(0)
    }
    // its own two and the router's
    expect(await found('/ports?status=DOWN', 'member@a')).toBe(3)
    await api.close()
  })
})

import type { ConformanceCheck } from '../support/check.ts'
import { handlesLeftBy } from '../support/handles.ts'
import { changedTables, readRows } from '../support/store-rows.ts'
import { LONG_BUDGET, withinBudget } from '../support/within-budget.ts'
import type { ServiceFixture } from './service-fixture.ts'
import { ADMIN, memberOf, onStand, type ServiceStand, standOf } from './service-stand.ts'

type Check = ConformanceCheck<ServiceFixture>

/** Everything that its objects go through, and ports with them. */
export async function scenario({ objects }: ServiceFixture, stand: ServiceStand): Promise<void> {
  const { netloom } = stand
  const at = await stand.place('p1')
  const made = await objects?.create(netloom, memberOf('p1'), at)
  await netloom.ports.update(ADMIN, at.portIds[0], { host: 'host2' })
  await netloom.ports.update(ADMIN, at.portIds[0], { host: at.host })
  if (made !== undefined) await objects?.delete(netloom, memberOf('p1'), made.id)
  for (const id of at.portIds) await netloom.ports.delete(ADMIN, id)
  await netloom.networks.delete(memberOf('p1'), at.networkId)
}

/** Rules about start, sweep, hooks and close. */
export const serviceLifeChecks: readonly Check[] = [
  {
    rule: 'sweeps in time, as often as it is asked to, and a sweep that finds all in order changes nothing',
    problems: (fixture) =>
      onStand(fixture, async (stand) => {
        const { objects } = fixture
        await objects?.create(stand.netloom, memberOf('p1'), await stand.place('p1'))
        const sweep = (): Promise<void> => withinBudget('sweep', async () => stand.started.sweep?.(), LONG_BUDGET)
        await sweep()
        const before = await readRows(stand.store)
        await sweep()
        return changedTables(before, await readRows(stand.store)).map(
          (table) => `table ${table} was changed by a sweep`,
        )
      }),
  },
  {
    rule: 'leaves no timer and no connection behind once closed, and logs no error',
    async problems(fixture) {
      const errors: string[] = []
      const left = await handlesLeftBy(async () => {
        const stand = await standOf(fixture)
        await scenario(fixture, stand)
        await withinBudget('close', () => stand.close(), LONG_BUDGET)
        errors.push(...stand.errors)
      })
      return [...left, ...errors]
    },
  },
  {
    rule: 'has port hooks that only work in their transaction, await what they do, and write into no context',
    problems: (fixture) =>
      onStand(fixture, async (stand) => {
        await scenario(fixture, stand)
        return stand.breaches
      }),
  },
  {
    rule: 'lets ports and networks go that have nothing to do with it',
    problems: (fixture) =>
      onStand(fixture, async (stand) => {
        const { netloom } = stand
        const at = await stand.place('p1')
        await netloom.ports.update(ADMIN, at.portIds[0], { host: 'host2' })
        for (const id of at.portIds) await netloom.ports.delete(ADMIN, id)
        await netloom.networks.delete(memberOf('p1'), at.networkId)
        return []
      }),
  },
  {
    rule: 'shares nothing with another instance in the same process',
    async problems(fixture, another) {
      const { objects } = fixture
      if (objects === undefined) return []
      const [one, other] = [await standOf(fixture), await standOf(await another())]
      try {
        const { id } = await objects.create(one.netloom, memberOf('p1'), await one.place('p1'))
        const seen = (await objects.list(other.netloom, ADMIN)).some((object) => object.id === id)
        await other.close()
        const left = await objects.list(one.netloom, ADMIN)
        return [
          ...(seen ? ['the other instance lists an object of the first'] : []),
          ...(left.some((object) => object.id === id) ? [] : ['an object is gone once the other instance is closed']),
        ]
      } finally {
        await one.close()
        await other.close()
      }
    },
  },
]

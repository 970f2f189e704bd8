import type { ExtendedResource, ExtensionDriver } from '@netloom/core'
import { extensionField } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { ConformanceCheck } from '../support/check.ts'
import type { ExtensionDriverFixture } from './extension-driver-fixture.ts'
import { attempt, refusalProblems } from '../support/attempt.ts'
import { handlesLeftBy } from '../support/handles.ts'
import { rolledBack } from '../support/in-transaction.ts'
import { changedTables, readRows } from '../support/store-rows.ts'
import { LONG_BUDGET, withinBudget } from '../support/within-budget.ts'
import { process, RESOURCES, STEPS, type Step } from './extension-driver-calls.ts'

type Check = ConformanceCheck<ExtensionDriverFixture>

const OWNED_BY_ENGINE =
  /^(networks|segments|segment_allocations|subnets|ip|ports|port_|provisioning|agents|store_facts)/

const CALLS: readonly (readonly [Step, ExtendedResource])[] = STEPS.flatMap((step) =>
  RESOURCES.map((resource) => [step, resource] as const),
)

async function all({ driver, accepted }: ExtensionDriverFixture, tx: Transaction): Promise<void> {
  for (const call of CALLS) await process(driver, call, accepted[call[1]] ?? {}, tx)
}

/** What clients call the field. */
function wireName({ attributes }: ExtensionDriver, resource: ExtendedResource, field: string): string {
  const own = Object.entries(attributes?.[resource] ?? {})
  return own.find(([name, attribute]) => extensionField(name, attribute) === field)?.[0] ?? field
}

async function started({ driver }: ExtensionDriverFixture, work: () => Promise<unknown>): Promise<void> {
  await withinBudget('initialize', async () => driver.initialize?.(), LONG_BUDGET)
  await work()
  await withinBudget('close', async () => driver.close?.(), LONG_BUDGET)
}

/** Rules about the hooks; absent ones keep them. */
export const extensionHookChecks: readonly Check[] = [
  {
    rule: 'takes every request in time, with its attributes, with empty hands and with those of others, and writes into none',
    async problems(fixture) {
      const { driver, store, accepted } = fixture
      const problems: string[] = []
      await started(fixture, async () => {
        for (const call of CALLS)
          for (const [what, attributes] of [
            ['its attributes', accepted[call[1]] ?? {}],
            ['none of its attributes', {}],
            ['an attribute of another extension', { 'x-other': { a: ['b\n'] } }],
          ] as const) {
            const result = await attempt(() => store.transaction((tx) => process(driver, call, attributes, tx)))
            if ('error' in result) problems.push(`${call.join(' ')} with ${what}: ${String(result.error)}`)
          }
      })
      return problems
    },
  },
  {
    rule: 'refuses wrong values with 400, naming field and value, and keeps nothing of them',
    async problems({ driver, store, refused = {} }) {
      const problems: string[] = []
      for (const [step, resource] of CALLS)
        for (const attributes of refused[resource] ?? []) {
          const before = await readRows(store)
          const result = await attempt(() =>
            store.transaction((tx) => process(driver, [step, resource], attributes, tx)),
          )
          const what = `${step} ${resource} with ${JSON.stringify(attributes)}`
          problems.push(...refusalProblems(what, result, 400))
          const message = 'error' in result ? String(result.error) : ''
          const isNamed = Object.entries(attributes).some(
            ([field, value]) =>
              [field, wireName(driver, resource, field)].some((name) => message.includes(name)) &&
              (typeof value === 'object' ||
                message.includes(typeof value === 'string' ? value : JSON.stringify(value))),
          )
          if (message !== '' && !isNamed) problems.push(`${what}: the message does not say field and value`)
          if (changedTables(before, await readRows(store)).length > 0) problems.push(`${what}: something was kept`)
        }
      return problems
    },
  },
  {
    rule: 'keeps nothing of a transaction that was rolled back, neither in the store nor in memory',
    async problems(fixture, another) {
      const { store } = fixture
      const before = await readRows(store)
      await rolledBack(store, (tx) => all(fixture, tx))
      const problems = changedTables(before, await readRows(store)).map((table) => `table ${table} kept something`)
      const other = await another()
      for (const one of [fixture, other]) await one.store.transaction((tx) => all(one, tx))
      // Stores differ in what is theirs (their epoch, times): what counts is how much is there.
      const [here, there] = [await readRows(store), await readRows(other.store)]
      const differing = [...here].filter(([table, rows]) => rows.length !== there.get(table)?.length)
      return [...problems, ...differing.map(([table]) => `table ${table} differs after a rollback`)]
    },
  },
  {
    rule: 'takes the same request twice: a second update changes nothing',
    async problems({ driver, store, accepted }) {
      for (const call of CALLS) await store.transaction((tx) => process(driver, call, accepted[call[1]] ?? {}, tx))
      const before = await readRows(store)
      for (const resource of RESOURCES)
        await store.transaction((tx) => process(driver, ['Update', resource], accepted[resource] ?? {}, tx))
      return changedTables(before, await readRows(store)).map((table) => `table ${table} was changed`)
    },
  },
  {
    rule: 'keeps its attributes when an update does not name them',
    async problems({ driver, store, accepted }) {
      for (const resource of RESOURCES)
        await store.transaction((tx) => process(driver, ['Create', resource], accepted[resource] ?? {}, tx))
      const before = await readRows(store)
      for (const resource of RESOURCES) await store.transaction((tx) => process(driver, ['Update', resource], {}, tx))
      return changedTables(before, await readRows(store)).map((table) => `table ${table} was changed`)
    },
  },
  {
    rule: 'leaves the tables of the engine alone',
    async problems(fixture) {
      const before = await readRows(fixture.store)
      await fixture.store.transaction((tx) => all(fixture, tx))
      return changedTables(before, await readRows(fixture.store))
        .filter((table) => OWNED_BY_ENGINE.test(table))
        .map((table) => `table ${table} was changed`)
    },
  },
  {
    rule: 'leaves no timer and no connection behind once closed',
    problems: (fixture) =>
      handlesLeftBy(() => started(fixture, () => fixture.store.transaction((tx) => all(fixture, tx)))),
  },
]

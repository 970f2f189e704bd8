import { adminContext, type FeedWrite, type MechanismDriver } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { handlesLeftBy, watchingIo } from '../support/handles.ts'
import { overhear } from '../support/overhear.ts'
import { changedTables, readRows } from '../support/store-rows.ts'
import { LONG_BUDGET, withinBudget } from '../support/within-budget.ts'
import type { MechanismDriverFixture } from './mechanism-driver-fixture.ts'
import { postcommit, precommit } from './mechanism-driver-guard.ts'
import { networksOf, portsOf, PROFILE_SECRET } from './mechanism-driver-states.ts'
import { writeProblems } from './mechanism-driver-writes.ts'

type Check = ConformanceCheck<MechanismDriverFixture>

interface Tour {
  readonly problems: string[]
  readonly writes: FeedWrite[]
}

/** Tells the driver of every network, subnet and port in every state, with all eighteen hooks. */
const tour = (fixture: MechanismDriverFixture, patience?: number): Promise<Tour> =>
  watchingIo(() => tourOnce(fixture, patience))

async function tourOnce(fixture: MechanismDriverFixture, patience: number | undefined): Promise<Tour> {
  const { driver, store } = fixture
  const problems: string[] = []
  const writes: FeedWrite[] = []
  const request = adminContext()
  const options = patience === undefined ? {} : { patience, mayReject: true }
  const tell = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: unknown) => {
      const problem = `${what}: ${String(error)}`
      // One that hangs would hang for all of them.
      if (problems.length > 0 && /did not end|goes on/.test(problem)) throw error
      problems.push(problem)
    })
  }
  for (const { name, network, subnets } of networksOf(fixture)) {
    const context = Object.freeze({ request, current: network })
    const updated = Object.freeze({ ...context, original: network })
    for (const [step, told] of [
      ['create', context],
      ['update', updated],
    ] as const) {
      await tell(`${step}, a network ${name}`, () =>
        store.transaction((tx) => precommit(driver, `${step}NetworkPrecommit`, told, tx)),
      )
      await tell(`${step}, a network ${name}`, () => postcommit(driver, `${step}NetworkPostcommit`, told, options))
      for (const current of subnets) {
        const subnet = Object.freeze({ request, current, network, ...(step === 'update' && { original: current }) })
        await tell(`${step}, a subnet of a network ${name}`, () =>
          store.transaction((tx) => precommit(driver, `${step}SubnetPrecommit`, subnet, tx)),
        )
        await tell(`${step}, a subnet of a network ${name}`, () =>
          postcommit(driver, `${step}SubnetPostcommit`, subnet, options),
        )
      }
    }
  }
  for (const { name, context } of portsOf(fixture)) {
    const step = context.original === undefined ? 'create' : 'update'
    await tell(`${step}, ${name}`, async () => {
      const published = await store.transaction((tx) => precommit(driver, `${step}PortPrecommit`, context, tx))
      writes.push(...published)
      problems.push(...published.flatMap((write) => writeProblems(write, context).map((one) => `${name}: ${one}`)))
    })
    await tell(`${step}, ${name}`, () => postcommit(driver, `${step}PortPostcommit`, context, options))
  }
  for (const { name, context } of portsOf(fixture)) {
    const { original: _, ...deleted } = context
    await tell(`delete, ${name}`, async () => {
      const published = await store.transaction((tx) => precommit(driver, 'deletePortPrecommit', deleted, tx))
      writes.push(...published)
      problems.push(...published.flatMap((write) => writeProblems(write, context).map((one) => `${name}: ${one}`)))
    })
    await tell(`delete, ${name}`, () => postcommit(driver, 'deletePortPostcommit', deleted, options))
  }
  for (const { name, network, subnets } of networksOf(fixture)) {
    for (const current of subnets) {
      const subnet = Object.freeze({ request, current, network })
      await tell(`delete, a subnet of a network ${name}`, () =>
        store.transaction((tx) => precommit(driver, 'deleteSubnetPrecommit', subnet, tx)),
      )
      await tell(`delete, a subnet of a network ${name}`, () =>
        postcommit(driver, 'deleteSubnetPostcommit', subnet, options),
      )
    }
    const context = Object.freeze({ request, current: network })
    await tell(`delete, a network ${name}`, () =>
      store.transaction((tx) => precommit(driver, 'deleteNetworkPrecommit', context, tx)),
    )
    await tell(`delete, a network ${name}`, () => postcommit(driver, 'deleteNetworkPostcommit', context, options))
  }
  return { problems, writes }
}

async function started(driver: MechanismDriver, work: () => Promise<void>): Promise<void> {
  await withinBudget('initialize', async () => driver.initialize?.(), LONG_BUDGET)
  await work()
  await withinBudget('close', async () => driver.close?.(), LONG_BUDGET)
}

/** Tables that the engine alone writes. */
const OWNED_BY_ENGINE =
  /^(networks|segments|segment_allocations|subnets|ip|ipam|ports|port_|provisioning|agents|store_facts)/

/** Rules about all hooks at once; absent ones keep them. */
export const tourChecks: readonly Check[] = [
  {
    rule: 'takes every hook in time for every owner, shape and state, and writes into nothing that it is given',
    async problems(fixture) {
      const problems: string[] = []
      await started(fixture.driver, async () => {
        problems.push(...(await tour(fixture)).problems)
      })
      return problems
    },
  },
  {
    rule: 'ends what it does after the commit when it is told to',
    async problems(fixture) {
      const { problems } = await tour(fixture, 0)
      return problems.filter((problem) => problem.includes('Postcommit'))
    },
  },
  {
    rule: 'leaves the tables of the engine alone',
    async problems(fixture) {
      const before = await readRows(fixture.store)
      await tour(fixture)
      return changedTables(before, await readRows(fixture.store))
        .filter((table) => OWNED_BY_ENGINE.test(table))
        .map((table) => `table ${table} was changed`)
    },
  },
  {
    rule: 'leaves nothing in any feed once everything is deleted',
    async problems(fixture) {
      const { writes } = await tour(fixture)
      const problems: string[] = []
      for (const topic of new Set(writes.map((write) => write.topic))) {
        const { items } = await fixture.store.log.snapshot(topic)
        problems.push(...items.map(({ key }) => `${topic} ${key} was left`))
      }
      return problems
    },
  },
  {
    rule: 'leaves no timer and no connection behind once closed',
    problems: (fixture) =>
      handlesLeftBy(() =>
        started(fixture.driver, async () => {
          await tour(fixture)
        }),
      ),
  },
  {
    rule: 'tells nobody what a binding profile holds',
    async problems(fixture) {
      const said: string[] = []
      const restore = overhear((text) => said.push(text))
      try {
        const { problems, writes } = await tour(fixture)
        said.push(...problems, ...writes.map((write) => JSON.stringify(write)), ...(fixture.logged?.() ?? []))
      } finally {
        restore()
      }
      return said.filter((text) => text.includes(PROFILE_SECRET)).map((text) => `said: ${text.slice(0, 200)}`)
    },
  },
]

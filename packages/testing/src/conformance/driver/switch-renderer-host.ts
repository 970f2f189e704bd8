import { DesiredTable } from '@netloom/agent-runtime'
import type { DeviceState, Host, SwitchRenderer } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import {
  hostUnitsOf,
  sampleView,
  sampleViews,
  unitsOf,
  type SampleView,
  type SwitchRendererFixture,
  type Unit,
} from './switch-renderer-fixture.ts'

type Check = ConformanceCheck<SwitchRendererFixture>

const CAUSE = { object: 'sample', revision: 1 }

function demand(table: DesiredTable, units: readonly Unit[], renderer: SwitchRenderer): void {
  for (const unit of units) {
    const desired = unit.render(renderer).map(({ state, rule }) => ({ state, cause: { ...CAUSE, rule } }))
    table.set(unit.name, desired)
  }
}

/** Plans, applies and reads back. Returns what failed and what a second plan would still do. */
async function converge(table: DesiredTable, host: Host): Promise<readonly string[]> {
  const links = await host.links()
  const options = { present: (link: string): boolean => links.has(link), confirmed: true }
  const plan = table.plan('all', options)
  const failed = table.settle(plan, await host.apply(plan.steps))
  table.observe(await host.read())
  const rest = table.plan('all', options)
  return [
    ...failed.map(({ step, error }) => `${step.op} ${step.key} failed: ${error}`),
    ...[...plan.waiting].map(([key, link]) => `${key} waits for ${link}`),
    ...rest.steps.map((step) => `${step.op} ${step.key} is needed a second time`),
  ]
}

/** A table that asks for what the host needs anyway. */
function tableOf(fixture: SwitchRendererFixture): DesiredTable {
  const table = new DesiredTable(fixture.host.kinds)
  demand(table, hostUnitsOf(fixture), fixture.renderer)
  return table
}

async function plugAll(fixture: SwitchRendererFixture, view: SampleView): Promise<void> {
  for (const { id } of view.ports) await fixture.plug(fixture.renderer.deviceName(id))
}

async function keysOn(host: Host): Promise<readonly string[]> {
  return (await host.read()).map((state) => keyOf(state, host))
}

function keyOf(state: DeviceState, { kinds }: Host): string {
  return kinds.get(state.kind)?.key(state) ?? state.kind
}

/** Rules about what becomes of the states on a host. */
export const hostChecks: readonly Check[] = [
  {
    rule: 'asks for states that a host can apply, once',
    async problems(fixture) {
      const { renderer, host } = fixture
      const table = tableOf(fixture)
      for (const view of sampleViews(fixture)) {
        await plugAll(fixture, view)
        demand(table, unitsOf(view), renderer)
      }
      return converge(table, host)
    },
  },
  {
    rule: 'asks for the same whatever the order in which items arrive',
    async problems(fixture) {
      const { renderer, host } = fixture
      const view = sampleView(fixture, 1)
      await plugAll(fixture, view)
      const table = tableOf(fixture)
      demand(table, unitsOf(view), renderer)
      const problems = await converge(table, host)
      const reversed = tableOf(fixture)
      demand(reversed, unitsOf(view).toReversed(), renderer)
      reversed.observe(await host.read())
      const { steps } = reversed.plan('all', { present: () => true, confirmed: true })
      return [...problems, ...steps.map((step) => `${step.op} ${step.key} only because of the order`)]
    },
  },
  {
    rule: 'leaves nothing when everything is withdrawn',
    async problems(fixture) {
      const { renderer, host } = fixture
      const view = sampleView(fixture, 1)
      await plugAll(fixture, view)
      const table = tableOf(fixture)
      demand(table, unitsOf(view), renderer)
      const problems = await converge(table, host)
      for (const { name } of [...unitsOf(view), ...hostUnitsOf(fixture)]) table.drop(name)
      return [...problems, ...(await converge(table, host)), ...(await keysOn(host)).map((key) => `${key} was left`)]
    },
  },
  {
    rule: 'leaves nothing behind when a port elsewhere moves and changes its addresses',
    async problems(fixture) {
      const { renderer, host } = fixture
      const view = sampleView(fixture, 1)
      const [first, second] = view.population
      if (first === undefined || second === undefined) return []
      await plugAll(fixture, view)
      const table = tableOf(fixture)
      demand(table, unitsOf(view), renderer)
      const problems = [...(await converge(table, host))]
      const changed = { ...first, vtep: second.vtep, host: second.host, ipAddresses: ['10.1.0.99'] }
      const after = { ...view, population: [changed, ...view.population.slice(1)] }
      demand(table, unitsOf(after), renderer)
      problems.push(...(await converge(table, host)))
      const units = [...hostUnitsOf(fixture), ...unitsOf(after)]
      const wanted = units.flatMap((unit) => unit.render(renderer).map(({ state }) => keyOf(state, host)))
      const actual = await keysOn(host)
      problems.push(...actual.filter((key) => !wanted.includes(key)).map((key) => `${key} was left`))
      return problems
    },
  },
]

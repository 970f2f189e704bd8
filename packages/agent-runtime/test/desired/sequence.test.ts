import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DesiredTable, diff } from '../../src/index.ts'
import type { Desired, DeviceState } from '@netloom/core'
import { FAKE_KINDS, bridge, entry, member, play, tunnel, wish } from './fake-kinds.ts'

type Change = { readonly unit: string; readonly desired: readonly Desired[] }

const free = { present: () => true, confirmed: true }
const states = fc.oneof(
  fc.constantFrom('br1', 'br2').map((on) => wish(bridge(on))),
  fc
    .record({ on: fc.constantFrom('vx1', 'vx2'), value: fc.constantFrom('a', 'b') })
    .map(({ on, value }) => wish(tunnel(on, value))),
  fc.constantFrom('tap1', 'tap2').map((on) => wish(member(on, 'br1'))),
  fc
    .record({ on: fc.constantFrom('vx1', 'vx2'), name: fc.constantFrom('m', 'n'), value: fc.constantFrom('1', '2') })
    .map(({ on, name, value }) => wish(entry(on, name, value))),
)
const changes = fc.array(
  fc.record<Change>({ unit: fc.constantFrom('u1', 'u2', 'u3'), desired: fc.array(states, { maxLength: 4 }) }),
  { maxLength: 12 },
)

class ToyHost {
  readonly table = new DesiredTable(FAKE_KINDS)
  readonly kernel = new Map<string, DeviceState>()

  turn(keys: Iterable<string> | 'all' = 'all'): void {
    const plan = this.table.plan(keys, free)
    play(this.kernel, plan.steps)
    this.table.settle(
      plan,
      plan.steps.map(({ key }) => ({ key })),
    )
  }

  get tables(): readonly [string, DeviceState][] {
    return [...this.kernel].sort(([a], [b]) => (a < b ? -1 : 1))
  }
}

/** Last wish of each unit, applied to an empty host by the plain diff. */
function expected(sequence: readonly Change[]): readonly [string, DeviceState][] {
  const last = new Map(sequence.map((change) => [change.unit, change.desired]))
  // A unit that names a key twice means the last one.
  const perUnit = [...last].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, desired]) => desired.toReversed())
  const kernel = new Map<string, DeviceState>()
  play(kernel, diff(perUnit, [], FAKE_KINDS))
  return [...kernel].sort(([a], [b]) => (a < b ? -1 : 1))
}

describe('any sequence of wishes ends in the same host', () => {
  it('stepwise, batched, doubled, and with only touched keys planned', () => {
    fc.assert(
      fc.property(changes, (sequence) => {
        const stepwise = new ToyHost()
        const batched = new ToyHost()
        const doubled = new ToyHost()
        for (const { unit, desired } of sequence) {
          stepwise.turn(stepwise.table.set(unit, desired))
          batched.table.set(unit, desired)
          doubled.table.set(unit, desired)
          doubled.turn(doubled.table.set(unit, desired))
          doubled.turn()
        }
        batched.turn()
        // A removed parent took wanted children along with it: a scoped forget follows in the agent; here a read does.
        for (const host of [stepwise, batched, doubled]) {
          host.table.observe([...host.kernel.values()])
          host.turn()
          expect(host.tables).toEqual(expected(sequence))
          expect(host.table.plan('all', free).steps).toEqual([])
        }
      }),
      { numRuns: 300 },
    )
  })

  it('reversed order of units makes the same plan', () => {
    fc.assert(
      fc.property(changes, (sequence) => {
        const last = [...new Map(sequence.map((change) => [change.unit, change]))].map(([, change]) => change)
        const forward = new DesiredTable(FAKE_KINDS)
        const backward = new DesiredTable(FAKE_KINDS)
        for (const { unit, desired } of last) forward.set(unit, desired)
        for (const { unit, desired } of last.toReversed()) backward.set(unit, desired)
        expect(backward.plan('all', free)).toEqual(forward.plan('all', free))
      }),
      { numRuns: 200 },
    )
  })

  it('the plan after a read equals the plain diff', () => {
    fc.assert(
      fc.property(changes, fc.array(states), (sequence, there) => {
        const actual = new Map(there.map(({ state }) => [FAKE_KINDS.get(state.kind)!.key(state), state]))
        const table = new DesiredTable(FAKE_KINDS)
        const last = new Map(sequence.map((change) => [change.unit, change.desired]))
        for (const [unit, desired] of last) table.set(unit, desired)
        table.observe([...actual.values()])
        const wanted = [...last].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, desired]) => desired.toReversed())
        expect(table.plan('all', free).steps).toEqual(diff(wanted, [...actual.values()], FAKE_KINDS))
      }),
      { numRuns: 300 },
    )
  })
})

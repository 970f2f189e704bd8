import { describe, expect, it } from 'vitest'
import { DesiredTable } from '../../src/index.ts'
import { FAKE_KINDS, bridge, entry, member, tunnel, wish } from './fake-kinds.ts'

const free = { present: () => true, confirmed: true }
const applyAll = (table: DesiredTable, keys: Iterable<string> | 'all' = 'all'): readonly string[] => {
  const plan = table.plan(keys, free)
  table.settle(
    plan,
    plan.steps.map(({ key }) => ({ key })),
  )
  return plan.steps.map((step) => `${step.op} ${step.key}`)
}
const network = [wish(bridge('br')), wish(tunnel('vx', 'a'))]

describe('the desired table', () => {
  it('plans creations low to high, removals high to low, and nothing for equal states', () => {
    const table = new DesiredTable(FAKE_KINDS)
    const touched = table.set('n', [...network, wish(entry('vx', 'm1', 'v1'))])
    expect(applyAll(table, touched)).toEqual(['create bridge br', 'create tunnel vx', 'create entry vx m1'])
    expect(table.set('n', [...network, wish(entry('vx', 'm1', 'v1'))])).toEqual([])
    expect(applyAll(table)).toEqual([])
    expect(applyAll(table, table.drop('n'))).toEqual(['remove tunnel vx', 'remove bridge br'])
    expect(table.size).toBe(0)
  })

  it('touches only the keys whose state changed, and takes the newer cause silently', () => {
    const table = new DesiredTable(FAKE_KINDS)
    table.set('p', [wish(entry('vx', 'm1', 'v1'), 'port/p', 1), wish(entry('vx', 'm2', 'v1'), 'port/p', 1)])
    applyAll(table)
    const touched = table.set('p', [
      wish(entry('vx', 'm1', 'v1'), 'port/p', 2),
      wish(entry('vx', 'm2', 'v2'), 'port/p', 2),
    ])
    expect(touched).toEqual(['entry vx m2'])
    expect(table.explain('entry vx m1')?.cause.revision).toBe(2)
    const [step] = table.plan(touched, free).steps
    expect(step).toMatchObject({ op: 'replace', state: { value: 'v2' }, actual: { value: 'v1' } })
  })

  it('keeps a key until the last unit lets go, and lets the same unit win whatever the order', () => {
    const first = new DesiredTable(FAKE_KINDS)
    first.set('a', [wish(entry('vx', 'm', 'of a'))])
    first.set('b', [wish(entry('vx', 'm', 'of b'))])
    const second = new DesiredTable(FAKE_KINDS)
    second.set('b', [wish(entry('vx', 'm', 'of b'))])
    second.set('a', [wish(entry('vx', 'm', 'of a'))])
    for (const table of [first, second]) {
      expect(table.isContested('entry vx m')).toBe(true)
      expect(table.explain('entry vx m')?.desired).toMatchObject({ value: 'of a' })
      applyAll(table)
      expect(applyAll(table, table.drop('a'))).toEqual(['replace entry vx m'])
      expect(table.isContested('entry vx m')).toBe(false)
      expect(applyAll(table, table.drop('b'))).toEqual(['remove entry vx m'])
    }
  })

  it('lets two units share one equal state without dispute', () => {
    const table = new DesiredTable(FAKE_KINDS)
    table.set('a', [wish(bridge('br'))])
    expect(table.set('b', [wish(bridge('br'))])).toEqual([])
    expect(table.isContested('bridge br')).toBe(false)
    applyAll(table)
    expect(applyAll(table, table.drop('a'))).toEqual([])
    expect(applyAll(table, table.drop('b'))).toEqual(['remove bridge br'])
  })

  it('lets many thousands of units share a key, each at the cost of the first', () => {
    const table = new DesiredTable(FAKE_KINDS)
    const units = Array.from({ length: 30_000 }, (_, n) => `unit ${String(n).padStart(5, '0')}`)
    for (const unit of units.toReversed()) table.set(unit, [wish(bridge('br'), unit)])
    applyAll(table)
    expect(table.explain('bridge br')?.unit).toBe(units[0])
    for (const unit of units.slice(0, -1)) expect(table.drop(unit)).toEqual([])
    expect(table.explain('bridge br')?.unit).toBe(units.at(-1))
    expect(applyAll(table, table.drop(units.at(-1) ?? ''))).toEqual(['remove bridge br'])
  })

  it('waits for links that others make', () => {
    const table = new DesiredTable(FAKE_KINDS)
    table.set('p', [wish(member('tap1', 'br'))])
    const plan = table.plan('all', { present: () => false, confirmed: true })
    expect(plan.steps).toEqual([])
    expect([...plan.waiting]).toEqual([['member tap1', 'tap1']])
    expect(applyAll(table)).toEqual(['create member tap1'])
    expect(table.forget('tap1')).toEqual(['member tap1'])
    expect(table.isRight('member tap1')).toBe(false)
  })

  it('keeps failed steps needed, and children of a parent whose removal failed', () => {
    const table = new DesiredTable(FAKE_KINDS)
    table.set('n', [wish(tunnel('vx')), wish(entry('vx', 'm', 'v'))])
    const plan = table.plan('all', free)
    const failed = table.settle(plan, [{ key: 'tunnel vx' }, { key: 'entry vx m', error: 'no' }])
    expect(failed.map(({ step, error }) => [step.key, error])).toEqual([['entry vx m', 'no']])
    expect(applyAll(table)).toEqual(['create entry vx m'])
    const removal = table.plan(table.drop('n'), free)
    expect(removal.steps.map((step) => step.key)).toEqual(['tunnel vx'])
    table.settle(removal, [{ key: 'tunnel vx', error: 'busy' }])
    expect([...table.unwanted()].sort()).toEqual(['entry vx m', 'tunnel vx'])
  })

  it('plans no removal while the view is not complete, and remembers what to sweep', () => {
    const table = new DesiredTable(FAKE_KINDS)
    table.observe([bridge('br'), entry('vx', 'stale', 'v')])
    table.set('n', [wish(bridge('br'))])
    expect(table.plan('all', { present: () => true, confirmed: false }).steps).toEqual([])
    expect(applyAll(table, table.unwanted())).toEqual(['remove entry vx stale'])
  })

  it('tells drift from work not done yet', () => {
    const table = new DesiredTable(FAKE_KINDS)
    table.set('n', [wish(bridge('br')), wish(entry('vx', 'a', '1')), wish(entry('vx', 'b', '1')), wish(tunnel('vx'))])
    applyAll(table)
    table.set('p', [wish(entry('vx', 'new', '1'))])
    const { drift, keys } = table.observe([bridge('br'), tunnel('vx'), entry('vx', 'b', '2'), entry('vx', 'x', '1')])
    expect(drift.missing.map((one) => one.key)).toEqual(['entry vx a'])
    expect(drift.changed).toMatchObject([{ key: 'entry vx b', desired: { value: '1' }, actual: { value: '2' } }])
    expect(drift.extra.map((one) => one.key)).toEqual(['entry vx x'])
    expect([...keys].sort()).toEqual(['entry vx a', 'entry vx b', 'entry vx new', 'entry vx x'])
  })

  it('reads some links without judging the others', () => {
    const table = new DesiredTable(FAKE_KINDS)
    table.set('n', [wish(entry('vx', 'a', '1')), wish(entry('vy', 'a', '1'))])
    applyAll(table)
    const { drift } = table.observe([], new Set(['vx']))
    expect(drift.missing.map((one) => one.key)).toEqual(['entry vx a'])
    expect(table.isRight('entry vy a')).toBe(true)
  })

  it('re-applies a wish that differs in what the kernel does not report', () => {
    const table = new DesiredTable(FAKE_KINDS)
    table.set('n', [wish({ ...tunnel('vx'), hidden: 'old' })])
    applyAll(table)
    expect(table.set('n', [wish({ ...tunnel('vx'), hidden: 'new' })])).toEqual(['tunnel vx'])
    table.observe([tunnel('vx')])
    expect(applyAll(table)).toEqual(['replace tunnel vx'])
    table.observe([tunnel('vx')])
    expect(applyAll(table)).toEqual([])
  })

  it('forgets all that a lost link and its parents carried', () => {
    const table = new DesiredTable(FAKE_KINDS)
    table.set('n', [wish(bridge('br')), wish(member('tap1', 'br')), wish(tunnel('vx')), wish(entry('vx', 'a', '1'))])
    applyAll(table)
    expect([...table.forget('br')].sort()).toEqual(['bridge br', 'member tap1'])
    expect([...table.forget('vx')].sort()).toEqual(['entry vx a', 'tunnel vx'])
  })

  it('refuses an unknown kind before it changes anything', () => {
    const table = new DesiredTable(FAKE_KINDS)
    expect(() => table.set('n', [wish(bridge('br')), { ...wish(bridge('x')), state: { kind: 'flow' } }])).toThrow(
      /no device kind "flow"/,
    )
    expect(table.size).toBe(0)
  })
})

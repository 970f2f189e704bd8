import { expect, it } from 'vitest'
import { simulatedHost } from '../src/index.ts'
import { orderSteps } from '../src/steps/order-steps.ts'
import { stepOf } from './lab-host.ts'
import { bridge, fdb, flood, neighbour, port, vxlan } from './sample-states.ts'

const host = simulatedHost({ name: 'order' })
const all = [neighbour, port, fdb, bridge, flood('192.0.2.2'), vxlan]

it('removes from high to low, then makes from low to high, kinds of one order together', () => {
  const steps = [
    ...all.map((state) => stepOf(host, 'create', state)),
    stepOf(host, 'remove', { ...bridge, name: 'brq9' }),
    stepOf(host, 'remove', { ...port, device: 'tap9' }),
  ]
  const { classes } = orderSteps(steps, host.kinds)
  expect(classes.map((group) => group.map(({ kind, steps: part }) => `${part[0]!.op} ${kind.kind}`))).toEqual([
    ['remove bridge-port'],
    ['remove bridge'],
    ['create bridge'],
    ['create vxlan'],
    ['create bridge-port'],
    ['create neighbour', 'create fdb', 'create flood'],
  ])
})

it('leaves out what goes with its device', () => {
  const { classes, implied } = orderSteps(
    all.map((state) => stepOf(host, 'remove', state)),
    host.kinds,
  )
  expect([...implied].sort()).toEqual([
    'fdb vxlan-100 fa:16:3e:00:00:02',
    'flood vxlan-100 192.0.2.2',
    'neighbour vxlan-100 10.0.0.2',
  ])
  expect(classes.flat().map(({ kind }) => kind.kind)).toEqual(['bridge-port', 'vxlan', 'bridge'])
})

it('fails steps of a kind that nobody brought, and only those', async () => {
  const strange = {
    op: 'create' as const,
    key: 'flow x',
    state: { kind: 'flow' },
    cause: { object: 'x', revision: 1, rule: 'x' },
  }
  expect(await host.apply([strange, stepOf(host, 'create', bridge)])).toEqual([
    { key: 'flow x', error: 'host order knows no kind of device called flow' },
    { key: 'bridge brq1' },
  ])
})

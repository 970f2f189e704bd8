import { type Host, silentLogger } from '@netloom/core'
import { footprint } from '@netloom/testing/lab'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kernelHost } from '../src/index.ts'
import { LabHost, drift, isRoot, stepOf } from './lab-host.ts'
import { bridge, bridgeFdb, fdb, flood, neighbour, port, vlan, vxlan, type LinkState } from './sample-states.ts'

const everything = [bridge, vxlan, port, vlan, fdb, bridgeFdb, flood('192.0.2.2'), neighbour]

describe.runIf(isRoot)('marks of ownership on this kernel', () => {
  let lab: LabHost
  let other: Host

  beforeEach(async () => {
    lab = await LabHost.create('marks')
    lab.tap('tap1')
    other = kernelHost({ name: 'h', agent: 'openvswitch.h', netns: lab.netns, logger: silentLogger })
  })
  afterEach(async () => {
    await other.close()
    await lab.close()
  })

  // A kernel without VLAN devices is as good for all the rest.
  const states = async (): Promise<readonly LinkState[]> => {
    lab.ip('link add name eth1 type veth peer name w1')
    const errors = await lab.create(...everything)
    return everything.filter((_, at) => errors[at] === undefined)
  }
  const apply = async (host: Host, op: 'create' | 'remove', ...wanted: readonly LinkState[]) =>
    (await host.apply(wanted.map((state) => stepOf(host, op, state)))).map(({ error }) => error ?? '')

  it('say whose a device is, so that another agent neither reads, takes nor removes it', async () => {
    const made = await states()
    expect(lab.ip('link show dev vxlan-100')).toContain('alias netloom@host.marks:network/n1')
    expect(await other.read()).toEqual([])
    const [onBridge, onVxlan] = await apply(other, 'create', bridge, vxlan)
    expect(onBridge).toContain('brq1 belongs to somebody else')
    expect(onVxlan).toContain('vxlan-100 belongs to somebody else')
    await apply(other, 'remove', vxlan)
    expect(await drift(lab.host, made)).toEqual([])
  })

  it('of a version that named no agent are written anew in place', async () => {
    const made = await states()
    const index = lab.ip('-o link show dev vxlan-100').split(':')[0]
    for (const [device, owner] of [
      ['brq1', 'network/n1'],
      ['vxlan-100', 'network/n1'],
      ['tap1', 'port/p1'],
    ] as const)
      lab.ip(`link set dev ${device} alias netloom:${owner}`)
    expect(await drift(lab.host, made)).toEqual([
      'different bridge brq1',
      'different vxlan vxlan-100',
      'different bridge-port tap1',
    ])
    const read = await lab.host.read()
    for (const state of [bridge, vxlan, port]) {
      const actual = read.find((found) => found.kind === state.kind) as never
      expect(await lab.replace(actual, state)).toBeUndefined()
    }
    expect(await drift(lab.host, made)).toEqual([])
    expect(lab.ip('-o link show dev vxlan-100').split(':')[0]).toBe(index)
    expect(lab.ip('link show dev tap1')).toContain('alias netloom@host.marks:port/p1')
  })

  it('leave nothing behind after 200 networks came and went', async () => {
    const round = async (from: number, count: number): Promise<void> => {
      const made = Array.from({ length: count }, (_, at) => from + at).flatMap((n): readonly LinkState[] => {
        const owner = `network/n${String(n)}`
        const [name, device] = [`brq${String(n)}`, `vxlan-${String(n)}`]
        return [
          { ...bridge, name, owner },
          { ...vxlan, name: device, bridge: name, owner, vni: n },
          { ...fdb, device },
          { ...bridgeFdb, device },
          { ...flood('192.0.2.2'), device },
          { ...neighbour, device },
        ]
      })
      expect(new Set(await lab.create(...made))).toEqual(new Set([undefined]))
      expect(new Set(await lab.remove(...made))).toEqual(new Set([undefined]))
    }
    await round(1, 1)
    const before = footprint(lab.netns)
    for (let from = 1; from < 200; from += 50) await round(from, 50)
    expect(footprint(lab.netns)).toEqual(before)
    expect(await lab.host.read()).toEqual([])
  }, 120_000)

  it('a line that would hold a namespace open is refused by the long-lived tool', async () => {
    const errors: unknown[] = []
    const kind = {
      ...lab.host.kinds.get('bridge')!,
      kind: 'holder',
      apply: undefined,
      read: () => Promise.resolve([]),
      commands: () => [
        { tool: 'ip' as const, args: ['link', 'add', 'v1', 'type', 'veth', 'peer', 'name', 'v2', 'netns', lab.netns] },
      ],
    }
    const { apply: _none, ...holder } = kind
    const host = kernelHost({ name: 'x', netns: lab.netns, kinds: [holder], logger: silentLogger })
    const state = { kind: 'holder', name: 'v1', owner: 'network/n1' }
    const cause = { object: 'network/n1', revision: 1, rule: 'test' }
    errors.push(...(await host.apply([{ op: 'create', key: 'holder v1', state, cause }])))
    await host.close()
    expect(errors).toMatchObject([{ error: expect.stringContaining('would keep the namespace') as string }])
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DeviceKind, type HostEvent, silentLogger, type Step, systemClock } from '@netloom/core'
import type { HostAccess } from '@netloom/core'
import type { FlowAction } from '../src/agent/flow/flow-action.ts'
import type { FlowMatch } from '../src/agent/flow/flow-match.ts'
import { floodKind } from '../src/agent/kinds/flood.ts'
import { flowKind } from '../src/agent/kinds/flow.ts'
import type { SwitchNames } from '../src/agent/kinds/switch-names.ts'
import { OpenFlowBridges } from '../src/agent/openflow/open-flow-bridges.ts'
import type { OvsFloodState } from '../src/agent/states/ovs-flood-state.ts'
import type { OvsFlowState } from '../src/agent/states/ovs-flow-state.ts'
import { canRun, SwitchHost, until } from './switch-host.ts'

type State = OvsFlowState | OvsFloodState

/** Numbers that a test may change under the kinds' feet. */
const ports = new Map<string, number>()
const vlans = new Map<string, number>()
const names: SwitchNames = {
  portNumber: (_bridge, port) => ports.get(port),
  portName: (_bridge, number) => [...ports].find(([, one]) => one === number)?.[0],
  localVlan: (segment) => vlans.get(segment) ?? 4_000,
}
const host = {} as HostAccess
const CAUSE = { object: 'network/test', revision: 1, rule: 'test' }

const flow = (match: FlowMatch, actions: readonly FlowAction[], more: Partial<OvsFlowState> = {}): OvsFlowState => ({
  kind: 'ovs-flow',
  bridge: 'br-a',
  table: 3,
  priority: 5,
  match,
  actions,
  ...more,
})
const flood = (port: string, more: Partial<OvsFloodState> = {}): OvsFloodState => ({
  kind: 'ovs-flood',
  bridge: 'br-a',
  table: 22,
  priority: 1,
  match: { vlan: { segmentId: 'red' } },
  before: [{ type: 'strip-vlan' }, { type: 'set-field', field: 'tunnel_id', value: 101 }],
  port,
  ...more,
})

describe.skipIf(!canRun)('flows as device states', () => {
  let lab: SwitchHost
  let bridges: OpenFlowBridges
  let flows: DeviceKind<OvsFlowState>
  let floods: DeviceKind<OvsFloodState>

  const kindOf = (state: State): DeviceKind<State> => (state.kind === 'ovs-flow' ? flows : floods)
  const read = async (): Promise<ReadonlyMap<string, State>> =>
    new Map(
      [...(await flows.read(host)), ...(await floods.read(host))].map((state) => [kindOf(state).key(state), state]),
    )
  /** The steps that the host needs, as the table of desired states would plan them. */
  const plan = async (desired: readonly State[]): Promise<readonly Step<State>[]> => {
    const actual = await read()
    const wanted = new Map(desired.map((state) => [kindOf(state).key(state), state]))
    const steps: Step<State>[] = []
    for (const [key, state] of actual) if (!wanted.has(key)) steps.push({ op: 'remove', key, state, cause: CAUSE })
    for (const [key, state] of wanted) {
      const found = actual.get(key)
      if (found === undefined) steps.push({ op: 'create', key, state, cause: CAUSE })
      else if (!kindOf(state).equal(state, found))
        steps.push({ op: 'replace', key, state, actual: found, cause: CAUSE })
    }
    return steps
  }
  const ops = async (desired: readonly State[]): Promise<readonly string[]> => (await plan(desired)).map(({ op }) => op)
  const converge = async (desired: readonly State[]): Promise<readonly (string | undefined)[]> => {
    const steps = await plan(desired)
    const results = []
    for (const kind of ['ovs-flow', 'ovs-flood'] as const) {
      const own = steps.filter(({ state }) => state.kind === kind)
      for (const part of [own.filter(({ op }) => op === 'remove'), own.filter(({ op }) => op !== 'remove')])
        if (part.length > 0) results.push(...(await kindOf(part[0]!.state).apply!(part, host)))
    }
    return results.map(({ error }) => error)
  }
  const dump = (bridge: string): readonly string[] =>
    lab
      .ofctl(`--no-stats dump-flows ${bridge}`.replace(/^(--no-stats) (\S+) (\S+)$/, '$2 $3 $1'))
      .split('\n')
      .flatMap((line) => /(table=.*|priority=.*)/.exec(line)?.[1] ?? [])
      .toSorted()

  beforeAll(async () => {
    lab = await SwitchHost.create()
    for (const bridge of ['br-a', 'br-b'])
      lab.vsctl(`add-br ${bridge} -- set Bridge ${bridge} datapath_type=netdev fail_mode=secure`)
    bridges = new OpenFlowBridges({
      directory: lab.directory,
      bridges: () => Promise.resolve(lab.vsctl('list-br').split('\n')),
      logger: silentLogger,
      clock: systemClock,
    })
    flows = flowKind(bridges, names)
    floods = floodKind(bridges, names)
  })
  afterAll(async () => {
    await bridges.close()
    await lab.close()
  })
  beforeEach(() => {
    for (const bridge of ['br-a', 'br-b']) lab.ofctl(`del-flows ${bridge}`)
    ports.clear()
    vlans.clear()
    for (const [port, number] of [
      ['tap1', 11],
      ['gre-1', 21],
      ['gre-2', 22],
      ['gre-3', 23],
    ] as const)
      ports.set(port, number)
    vlans.set('red', 7)
  })

  it('are written, read back as wanted, and removed', async () => {
    const desired = [
      flow({ inPort: 'tap1' }, [
        { type: 'set-vlan', vlan: { segmentId: 'red' } },
        { type: 'resubmit', table: 60 },
      ]),
      flow({ vlan: { segmentId: 'red' }, ethDst: 'FA:16:3E:00:00:01' }, [{ type: 'output', port: 'gre-1' }]),
      flow({}, [], { bridge: 'br-b', priority: 0 }),
    ]
    expect(await converge(desired)).toEqual([undefined, undefined, undefined])
    expect(dump('br-a')).toEqual([
      'table=3, priority=5,dl_vlan=7,dl_dst=fa:16:3e:00:00:01 actions=output:21',
      'table=3, priority=5,in_port=11 actions=load:0x1007->NXM_OF_VLAN_TCI[0..12],resubmit(,60)',
    ])
    expect(await ops(desired)).toEqual([])
    expect(await flows.read(host, { devices: new Set(['br-b']) })).toHaveLength(1)
    expect(await converge([])).toEqual([undefined, undefined, undefined])
    expect([...dump('br-a'), ...dump('br-b')]).toEqual([])
  })

  it('leave alone what is not ours', async () => {
    lab.ofctl('add-flow br-a cookie=5,table=3,priority=5,dl_vlan=7,actions=drop')
    expect(await ops([])).toEqual([])
    await converge([flow({ vlan: 8 }, [])])
    await converge([])
    expect(dump('br-a')).toEqual(['table=3, priority=5,dl_vlan=7 actions=drop'])
  })

  it('follow their names to other numbers, without a trace of the old ones', async () => {
    vlans.set('blue', 8)
    const desired = [
      flow({ vlan: { segmentId: 'red' } }, [{ type: 'output', port: 'gre-1' }]),
      flow({ vlan: { segmentId: 'blue' } }, [{ type: 'output', port: 'gre-2' }]),
    ]
    await converge(desired)
    // Each gets what the other had.
    vlans.set('red', 8).set('blue', 7)
    expect(await ops(desired)).toEqual(['replace', 'replace'])
    await converge(desired)
    expect(dump('br-a')).toEqual([
      'table=3, priority=5,dl_vlan=7 actions=output:22',
      'table=3, priority=5,dl_vlan=8 actions=output:21',
    ])
    vlans.set('red', 9)
    await converge(desired)
    expect(dump('br-a')).toEqual([
      'table=3, priority=5,dl_vlan=7 actions=output:22',
      'table=3, priority=5,dl_vlan=9 actions=output:21',
    ])
    expect(await ops(desired)).toEqual([])
  })

  it('are repaired when somebody changes them, and doubles go', async () => {
    const desired = [flow({ vlan: { segmentId: 'red' } }, [{ type: 'output', port: 'gre-1' }])]
    await converge(desired)
    const cookie = /cookie=(0x[0-9a-f]+)/.exec(lab.ofctl('dump-flows br-a'))![1]!
    lab.ofctl('mod-flows br-a table=3,dl_vlan=7,actions=drop')
    expect(await ops(desired)).toEqual(['replace'])
    await converge(desired)
    lab.ofctl(`add-flow br-a cookie=${cookie},table=3,priority=5,dl_vlan=99,actions=drop`)
    expect(await plan(desired)).toHaveLength(2)
    for (let turn = 0; turn < 2; turn++) await converge(desired)
    expect(dump('br-a')).toEqual(['table=3, priority=5,dl_vlan=7 actions=output:21'])
    lab.ofctl(`add-flow br-a cookie=${cookie},table=3,priority=5,dl_vlan=7,hard_timeout=100,actions=output:21`)
    expect(await ops(desired)).toEqual(['replace'])
  })

  it('wait for a number, and hold up nobody', async () => {
    ports.delete('tap1')
    const desired = [flow({ inPort: 'tap1' }, []), flow({ vlan: 1 }, []), flow({ arpOp: 1 }, [])]
    expect(await converge(desired)).toEqual([
      'port tap1 of br-a has no OpenFlow number yet; the flow is written when it has one',
      undefined,
      'br-a: bad match: a field lacks those it depends on (type 4, code 9)',
    ])
    expect(dump('br-a')).toHaveLength(1)
    const [error] = await converge([flow({}, [], { bridge: 'br-none' }), flow({ vlan: 1 }, [])])
    expect(error).toMatch(/flows of br-none are out of reach/)
  })

  it('flood to many ports by one flow, port by port', async () => {
    expect(await converge([flood('gre-1')])).toEqual([undefined])
    expect(await converge([flood('gre-1'), flood('gre-3'), flood('gre-2')])).toEqual([undefined, undefined])
    expect(dump('br-a')).toEqual([
      'table=22, priority=1,dl_vlan=7 actions=pop_vlan,set_field:0x65->tun_id,output:21,output:22,output:23',
    ])
    expect(await ops([flood('gre-1'), flood('gre-3'), flood('gre-2')])).toEqual([])
    // Without the read that a plan begins with, as a turn does it.
    const gone = flood('gre-2')
    await floods.apply!([{ op: 'remove', key: floods.key(gone), state: gone, cause: CAUSE }], host)
    expect(dump('br-a')[0]).toContain('output:21,output:23')
    await converge([])
    expect(dump('br-a')).toEqual([])
  })

  it('flood without what somebody else has added, to new numbers, by another VLAN', async () => {
    const desired = [flood('gre-1'), flood('gre-2')]
    await converge(desired)
    lab.ofctl('mod-flows br-a table=22,dl_vlan=7,actions=pop_vlan,set_field:0x65->tun_id,output:21,output:22,output:99')
    expect(await ops(desired)).toEqual(['remove'])
    await converge(desired)
    vlans.set('red', 9)
    ports.set('gre-1', 31)
    for (let turn = 0; turn < 2; turn++) await converge(desired)
    expect(dump('br-a')).toEqual([
      'table=22, priority=1,dl_vlan=9 actions=pop_vlan,set_field:0x65->tun_id,output:22,output:31',
    ])
    lab.ofctl('mod-flows br-a table=22,dl_vlan=9,actions=drop')
    for (let turn = 0; turn < 2; turn++) await converge(desired)
    expect(await ops(desired)).toEqual([])
  })

  it('tell of what others do, once for many, and not of what the switch learns', async () => {
    const desired = [1, 2, 3].map((vlan) => flow({ vlan }, []))
    const events: HostEvent[] = []
    const stop = flows.watch!((event) => events.push(event))
    await converge(desired)
    await bridges.bridge('br-a').barrier()
    expect(events).toEqual([])
    lab.ofctl('add-flow br-a cookie=0,table=20,priority=1,actions=drop')
    lab.ofctl('del-flows br-a table=3')
    await until('an event', () => events[0])
    expect(events).toEqual([{ type: 'touched', device: 'br-a' }])
    await converge(desired)
    lab.ofctl('add-flow br-a table=3,priority=5,dl_vlan=2,actions=normal')
    await until('another event', () => events[1])
    // A flow that has taken the place of ours.
    expect(await ops(desired)).toEqual(['create'])
    lab.vsctl('add-br br-c -- set Bridge br-c datapath_type=netdev')
    bridges.bridgesChanged()
    await until('a flow that is seen', async () => {
      await converge([...desired, flow({}, [], { bridge: 'br-c' })])
      lab.ofctl('del-flows br-c table=3')
      return events.find((event) => event.type === 'touched' && event.device === 'br-c')
    })
    stop()
  })
})

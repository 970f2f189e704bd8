import { writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { actionsText, flowText } from '../src/agent/openflow/flow-text.ts'
import { decodeActions, encodeActions } from '../src/agent/openflow/action-codec.ts'
import { decodeFields, encodeFields } from '../src/agent/openflow/match-codec.ts'
import type { FlowEvent, OpenFlowBridge } from '../src/agent/openflow/open-flow-bridge.ts'
import type { WireFlow } from '../src/agent/openflow/flow-mod.ts'
import { addOf, ALL_OURS, bridgeAt, COOKIE, randomFlows, unicastFlows, type TestFlow } from './openflow-lab.ts'
import { canRun, SwitchHost, until } from './switch-host.ts'

const nothing = Buffer.alloc(0)
const DROP_ALL = {
  command: 'remove-all',
  table: 20,
  priority: 0,
  cookie: COOKIE,
  fields: nothing,
  actions: nothing,
} as const
const canonical = ({ fields, actions }: WireFlow): readonly string[] => [
  encodeFields(decodeFields(fields)).toString('hex'),
  encodeActions(decodeActions(actions)).toString('hex'),
]
const wanted = ({ match, actions }: TestFlow): readonly string[] => [
  encodeFields(match).toString('hex'),
  encodeActions(actions).toString('hex'),
]

describe.skipIf(!canRun)('flows of a bridge', () => {
  let lab: SwitchHost
  let bridge: OpenFlowBridge

  beforeAll(async () => {
    lab = await SwitchHost.create()
    lab.vsctl('add-br br -- set Bridge br datapath_type=netdev fail_mode=secure')
  })
  afterAll(() => lab.close())
  beforeEach(() => {
    lab.ofctl('del-flows br')
    bridge = bridgeAt(`${lab.directory}/br.mgmt`)
  })
  afterEach(() => bridge.close())

  it('are read as they were written, whatever they are', async () => {
    const flows = randomFlows(4, 3_000)
    const errors = await bridge.apply(flows.map((flow) => [addOf(flow)]))
    expect(errors.filter((error) => error !== undefined)).toEqual([])
    const read = (await bridge.dump(ALL_OURS)).toSorted((a, b) => a.priority - b.priority)
    expect(read.map(({ table, cookie, ...flow }) => [table, cookie, ...canonical(flow as WireFlow)])).toEqual(
      flows.map((flow) => [flow.table, flow.cookie, ...wanted(flow)]),
    )
    expect(read.map((flow) => decodeActions(flow.actions))).toEqual(flows.map(({ actions }) => actions))
  })

  it('are what ovs-ofctl makes of the text of a plan', async () => {
    const flows = randomFlows(11, 1_000)
    const file = `${lab.directory}/flows`
    writeFileSync(file, flows.map((flow) => flowText(flow, actionsText(flow.actions))).join('\n'))
    lab.ofctl(`add-flows br ${file}`)
    const read = (await bridge.dump({ cookie: 0n, mask: 0n })).toSorted((a, b) => a.priority - b.priority)
    expect(read.map(canonical)).toEqual(flows.map(wanted))
  })

  it('change all at once, without those that the switch refuses', async () => {
    const good = unicastFlows(2_000).map((flow) => [addOf(flow)])
    const noPrerequisite = [addOf({ table: 20, priority: 1, match: { arpOp: 1 }, actions: [] })]
    const noTable = [addOf({ table: 255, priority: 1, match: {}, actions: [] }), good[0]![0]!]
    const badPort = [addOf({ table: 20, priority: 1, match: {}, actions: [{ type: 'output', port: 0xffffff01 }] })]
    const groups = [noPrerequisite, ...good.slice(0, 1_000), badPort, ...good.slice(1_000), noTable]
    const errors = await bridge.apply(groups)
    expect(errors[0]).toContain('a field lacks those it depends on')
    expect(errors[1_001]).toContain('bad output port')
    expect(errors.at(-1)).toContain('bad table')
    expect(errors.filter((error) => error !== undefined)).toHaveLength(3)
    expect(await bridge.dump(ALL_OURS)).toHaveLength(2_000)
  })

  it('do not wait for many that are refused', async () => {
    // Each is found only when the bundle is committed.
    const bad = Array.from({ length: 20 }, (_, priority) => [addOf({ table: 255, priority, match: {}, actions: [] })])
    const errors = await bridge.apply([...bad, ...unicastFlows(5).map((flow) => [addOf(flow)])])
    expect(errors.filter((error) => error !== undefined)).toHaveLength(20)
    expect(await bridge.dump(ALL_OURS)).toHaveLength(5)
  })

  it('are removed by cookie, and nobody else’s with them', async () => {
    lab.ofctl('add-flow br cookie=7,table=20,priority=9,ip,actions=drop')
    const [flow] = unicastFlows(1)
    await bridge.apply([[addOf(flow!)]])
    const { fields } = addOf(flow!)
    // A stranger has taken the place: the same match and another cookie.
    lab.ofctl('add-flow br cookie=8,table=20,priority=2,dl_vlan=5,dl_dst=fa:16:3e:00:00:00,actions=drop')
    await bridge.apply([[{ ...DROP_ALL, command: 'remove-one', priority: 2, fields }], [DROP_ALL]])
    const left = await bridge.dump({ cookie: 0n, mask: 0n })
    expect(left.map(({ cookie }) => cookie).toSorted()).toEqual([7n, 8n])
  })

  it('are told when somebody else changes them, and not when we do', async () => {
    await bridge.apply(unicastFlows(10).map((flow) => [addOf(flow)]))
    const events: FlowEvent[] = []
    bridge.follow((event) => events.push(event))
    await bridge.barrier()
    await bridge.apply(unicastFlows(20).map((flow) => [addOf(flow)]))
    await bridge.barrier()
    expect(events).toEqual([])
    lab.ofctl('del-flows br table=20,dl_vlan=5,dl_dst=fa:16:3e:00:00:03')
    await until('an event', () => events[0])
    expect(events).toEqual([{ type: 'changed', change: { type: 'removed', table: 20, priority: 2, cookie: COOKIE } }])
    lab.ofctl('mod-flows br table=20,dl_vlan=5,dl_dst=fa:16:3e:00:00:04,actions=drop')
    await until('another event', () => events[1])
    expect(events[1]).toMatchObject({ change: { type: 'modified' } })
  })

  it('are in reach again after the switch has died', async () => {
    const events: FlowEvent[] = []
    bridge.follow((event) => events.push(event))
    await bridge.apply(unicastFlows(3).map((flow) => [addOf(flow)]))
    await lab.kill('ovs-vswitchd')
    await until('the loss', () => events.find(({ type }) => type === 'down'))
    await expect(bridge.dump(ALL_OURS)).rejects.toThrow(/flows of br are out of reach/)
    await lab.start('ovs-vswitchd')
    await until('the return', () => events.find(({ type }) => type === 'up'))
    expect(await bridge.dump(ALL_OURS)).toEqual([])
    // It tells again, too.
    lab.ofctl('add-flow br cookie=9,priority=3,actions=drop')
    await until('an event', () => events.find((event) => event.type === 'changed' && event.change.type === 'added'))
  })

  it('need OpenFlow 1.4, and say so', async () => {
    lab.vsctl('set Bridge br protocols=OpenFlow13')
    await expect(bridge.dump(ALL_OURS)).rejects.toThrow(/add OpenFlow14 to its protocols/)
    lab.vsctl('clear Bridge br protocols')
    expect(await bridge.dump(ALL_OURS)).toEqual([])
  })
})

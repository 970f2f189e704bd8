import type { FeedItem, FirewallRenderer, TraceAnswer, TraceQuestion } from '@netloom/core'
import { PORT_GROUPS, ruleKey, securityGroupTopic, type SecurityRuleItem } from '@netloom/core/firewall'
import type { PortItem } from '@netloom/core/wire'
import { simulatedHost } from '@netloom/dataplane'
import { VirtualClock } from '@netloom/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { Inspection, type Agent } from '../src/index.ts'
import {
  HOST,
  idOf,
  ipOf,
  macOf,
  memberItem,
  networkItem,
  ofHost,
  ofNetwork,
  populationItem,
  portItem,
} from './fixture.ts'
import { snapshot, startedAgent, tapOf } from './fixture.ts'

const GROUP = idOf(90)
const RULE: SecurityRuleItem = {
  id: idOf(91),
  direction: 'egress',
  ethertype: 'IPv4',
  protocol: 6,
  portMin: 80,
  portMax: 90,
  remotePrefix: '0.0.0.0/0',
  remoteGroupId: null,
  remoteAddressGroupId: null,
}

/** Filters by groups and guards, without a device. */
const firewall: FirewallRenderer = {
  name: 'toy',
  permittedEthertypes: [0x4008],
  port: () => [],
  groups: {
    topicsOf: () => [securityGroupTopic(GROUP)],
    leadsTo: () => [],
    payload: (topic) =>
      topic.startsWith('security-group/') ? { safeParse: (data) => ({ success: true, data }) } : undefined,
    item: () => [],
  },
}

const port = (n: number, groups?: readonly string[]): FeedItem => {
  const item = portItem(n, 1, 7)
  const body: PortItem = { ...(item.body as PortItem), fixedIps: [{ subnetId: 's', ipAddress: ipOf(n) }] }
  const extensions = groups === undefined ? undefined : { [PORT_GROUPS]: { groupIds: groups, stateful: true } }
  return { ...item, body: { ...body, ...(extensions !== undefined && { extensions }) } }
}

const question = (
  to: number,
  change: Partial<NonNullable<TraceQuestion['frame']['ip']>> = {},
  from = 5,
): TraceQuestion => ({
  leg: 'leave',
  portId: idOf(from),
  destinationMac: macOf(to),
  frame: {
    sourceMac: macOf(from),
    ethertype: 0x0800,
    ip: { source: ipOf(from), destination: ipOf(to), protocol: 6, sourcePort: 40_000, destinationPort: 80, ...change },
  },
})

const short = ({ hops, next }: TraceAnswer): readonly unknown[] => [
  ...hops.map(({ hop, verdict }) => `${hop}: ${verdict}`),
  next.kind,
]

describe('a trace on one host', () => {
  let agent: Agent
  let trace: (question: TraceQuestion) => TraceAnswer
  beforeEach(async () => {
    const clock = new VirtualClock()
    const host = simulatedHost({ name: HOST, clock })
    for (const n of [5, 6]) host.plug(tapOf(n))
    ;({ agent } = await startedAgent(host, { clock, firewall }))
    agent.receive(snapshot(ofHost, 1, [port(5, [GROUP]), port(6)]))
    await agent.idle()
    agent.receive(
      snapshot(ofNetwork(1), 1, [networkItem(1), memberItem(2, 1), memberItem(3, 1), populationItem(9, 1, 2, 4)]),
    )
    agent.receive(snapshot(securityGroupTopic(GROUP), 1, [{ key: ruleKey(RULE.id), revision: 3, body: RULE }]))
    await agent.idle()
    const inspection = new Inspection(agent, () => false)
    trace = (asked) => inspection.trace(asked)
  })

  it('goes from guard to rule to tunnel, with object, revision and rule of each hop', () => {
    const answer = trace(question(9))
    expect(short(answer)).toEqual([
      'guard: pass',
      'egress rules: pass',
      'switch: pass',
      'population: pass',
      'tunnel: pass',
      'host',
    ])
    expect(answer.hops[1]).toMatchObject({
      ruleId: RULE.id,
      cause: { object: `security-group/${GROUP}`, revision: 3, rule: 'egress IPv4 tcp 80-90 to 0.0.0.0/0' },
    })
    expect(answer.hops[3]).toMatchObject({
      cause: { object: `port/${idOf(9)}`, revision: 4 },
      keys: [`fdb vxlan-101 ${macOf(9)}`, `neighbour vxlan-101 ${ipOf(9)}`],
    })
    expect(answer.next).toEqual({ kind: 'host', host: 'h2', portId: idOf(9) })
    expect(answer.hops.filter(({ problem }) => problem !== undefined)).toEqual([])
  })

  it('ends at the rule that is not there', () => {
    const answer = trace(question(9, { destinationPort: 91 }))
    expect(short(answer)).toEqual(['guard: pass', 'egress rules: drop', 'dropped'])
    expect(answer.hops.at(-1)?.cause).toEqual({
      object: `port/${idOf(5)}`,
      revision: 7,
      rule: 'no rule of its groups allows it',
    })
  })

  it('ends at the guard for an address that is not the port’s', () => {
    const answer = trace(question(9, { source: '10.0.0.99' }))
    expect(short(answer)).toEqual(['guard: drop', 'dropped'])
    expect(answer.hops[0]?.cause.rule).toContain('(ipv4)')
  })

  it('lets an ethertype pass that the host permits, and stops another at the rules', () => {
    const of = (ethertype: number): TraceQuestion => ({ ...question(6), frame: { sourceMac: macOf(5), ethertype } })
    const permitted = trace(of(0x4008))
    expect(short(permitted)).toEqual(['guard: pass', 'egress rules: pass', 'switch: pass', 'device: pass', 'delivered'])
    expect(permitted.hops.slice(0, 2).map(({ cause }) => cause.rule)).toEqual([
      'an ethertype that the operator permits',
      'groups let this ethertype pass',
    ])
    expect(short(trace(of(0x4009)))).toEqual(['guard: pass', 'egress rules: drop', 'dropped'])
  })

  it('delivers to a port of the same host, through what filters it there', () => {
    expect(short(trace(question(6)))).toEqual([
      'guard: pass',
      'egress rules: pass',
      'switch: pass',
      'device: pass',
      'delivered',
    ])
    expect(short(trace(question(5, {}, 6)))).toEqual(['guard: pass', 'switch: pass', 'ingress rules: drop', 'dropped'])
  })

  it('floods for a MAC that nobody announced', () => {
    const answer = trace(question(77))
    expect(short(answer)).toEqual(['guard: pass', 'egress rules: pass', 'switch: pass', 'flood: pass', 'flooded'])
    expect(answer.next).toEqual({ kind: 'flooded', hosts: ['h2', 'h3'] })
  })

  it('arrives at the port that a tunnel brings it to', () => {
    expect(short(trace({ ...question(5, {}, 9), leg: 'arrive', portId: idOf(6) }))).toEqual([
      'switch: pass',
      'device: pass',
      'delivered',
    ])
  })

  it('names what is not in force', async () => {
    const host = simulatedHost({ name: HOST, clock: new VirtualClock() })
    const { agent: bare } = await startedAgent(host)
    bare.receive(snapshot(ofHost, 1, [port(5)]))
    await bare.idle()
    bare.receive(snapshot(ofNetwork(1), 1, [networkItem(1), populationItem(9, 1)]))
    await bare.idle()
    const { hops } = new Inspection(bare, () => false).trace(question(9))
    expect(hops.find(({ hop }) => hop === 'switch')?.problem).toContain(`bridge-port ${tapOf(5)} is not as wanted`)
  })

  it('refuses a port that the host does not have', () => {
    expect(() => trace({ ...question(9), portId: idOf(44) })).toThrow(`the agent of ${HOST} knows no port ${idOf(44)}`)
  })
})

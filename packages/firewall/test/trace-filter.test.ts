import type { TracePassage } from '@netloom/core'
import { describe, expect, it } from 'vitest'
import { traceFilter, type TracedFilter } from '../src/agent/trace-filter.ts'
import type { FilteredPortItem, RuleItem } from '../src/wire/firewall-items.ts'

const rule = (id: string, change: Partial<RuleItem>): RuleItem => ({
  ...{ id, ipVersion: 4, protocol: 6, source: null, destination: null, sourcePorts: null },
  ...{ destinationPorts: null, action: 'allow' },
  ...change,
})
const RULES = [rule('deny', { action: 'deny', source: '10.0.0.0/24', destinationPorts: [80, 90] }), rule('allow', {})]

const port = (portId: string, change: Partial<FilteredPortItem> = {}): FilteredPortItem => ({
  ...{ portId, adminStateUp: true, ingressPolicyId: 'p', egressPolicyId: 'p' },
  ...change,
})

const filter = (ports: readonly FilteredPortItem[]): TracedFilter => ({
  ...{ routerId: 'r', ports, inForce: { keys: ['router-filter qrouter-r'] }, revisionOf: () => 3 },
  policies: new Map([['p', { id: 'p', ruleIds: RULES.map(({ id }) => id) }]]),
  rules: new Map(RULES.map((one) => [one.id, one])),
})

const passage = (destinationPort: number, protocol = 6): TracePassage => ({
  ...{ object: 'router/r', inPortId: 'in', outPortId: 'out' },
  frame: {
    ...{ sourceMac: 'fa:16:3e:00:00:01', ethertype: 0x0800 },
    ip: { ...{ source: '10.0.0.5', destination: '10.0.1.5', sourcePort: 40_000 }, protocol, destinationPort },
  },
})

describe('a packet at the firewalls of a router', () => {
  it('passes both ends by a rule each', () => {
    const { hops, next } = traceFilter(passage(91), filter([port('in'), port('out')]))
    expect(hops.map(({ hop, verdict, ruleId, cause }) => [hop, verdict, ruleId, cause])).toEqual(
      ['egress', 'ingress'].map((side) => [
        ...['firewall', 'pass', 'allow'],
        { object: 'firewall-policy/p', revision: 3, rule: `${side}: allow IPv4 tcp` },
      ]),
    )
    expect(next).toEqual({ kind: 'none' })
  })

  it('is dropped by the first rule that matches, at the end where it comes in', () => {
    expect(traceFilter(passage(80), filter([port('in'), port('out')]))).toMatchObject({
      hops: [
        {
          ...{ verdict: 'drop', ruleId: 'deny', keys: ['router-filter qrouter-r'] },
          cause: { rule: 'egress: deny IPv4 tcp from 10.0.0.0/24 to port 80-90' },
        },
      ],
      next: { kind: 'dropped' },
    })
  })

  it.each<[string, FilteredPortItem, number, string]>([
    ['that no rule matches', port('out'), 17, 'ingress: no rule allows it'],
    [
      'where there is no policy',
      port('out', { ingressPolicyId: null }),
      6,
      'no ingress policy, so that nothing passes',
    ],
    [
      'where the firewall is down',
      port('out', { adminStateUp: false }),
      6,
      'its firewall is down, and lets nothing pass',
    ],
  ])('%s is dropped, and the trace says why', (_, end, protocol, text) => {
    const { hops, next } = traceFilter(passage(91, protocol), filter([end]))
    expect(next).toEqual({ kind: 'dropped' })
    expect(hops.at(-1)).toMatchObject({ verdict: 'drop', cause: { rule: text } })
  })

  it('that no firewall is asked about has no hop', () => {
    expect(traceFilter(passage(80), filter([port('other')]))).toEqual({ hops: [], next: { kind: 'none' } })
  })
})

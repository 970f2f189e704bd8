import type { PassageAnswer, TraceHop, TraceNext } from '@netloom/core'
import { describe, expect, it } from 'vitest'
import type { PlannedTrace } from '../../src/trace/plan-trace.ts'
import type { TraceInventory, TracePort } from '../../src/trace/trace-inventory.ts'
import { walkTrace, type TraceOracle } from '../../src/trace/walk-trace.ts'

const port = (id: string, network: string, ip: string, change: Partial<TracePort> = {}): TracePort => ({
  ...{ id, name: '', network_id: network, mac_address: `mac-${id}`, status: 'ACTIVE', device_owner: 'compute:nova' },
  ...{ fixed_ips: [{ subnet_id: network, ip_address: ip }], 'binding:host_id': 'host1', 'binding:vif_type': 'bridge' },
  ...change,
})
const [vm, far, inner, outer] = [
  port('vm', 'red', '10.0.0.5'),
  port('far', 'blue', '10.0.1.5', { 'binding:host_id': 'host2' }),
  port('inner', 'red', '10.0.0.1', { device_owner: 'network:router_interface' }),
  port('outer', 'blue', '10.0.1.1', { device_owner: 'network:router_interface' }),
]
const inventory: TraceInventory = { lab: 'lab', ports: [vm, far, inner, outer], subnets: [], vms: [] }
const frame: PlannedTrace['frame'] = {
  ...{ sourceMac: 'mac-vm', ethertype: 0x0800 },
  ip: { source: '10.0.0.5', destination: '10.0.1.5', protocol: 1, icmpType: 8, icmpCode: 0 },
}
const planned: PlannedTrace = { from: vm, networkId: 'red', nextHop: '10.0.0.1', frame }
const hop = (name: string, verdict: TraceHop['verdict'] = 'pass'): TraceHop => ({
  ...{ hop: name, verdict, cause: { object: '', revision: 1, rule: name } },
})

const forwarded = (nextHop: string): PassageAnswer => ({
  hops: [hop('routing')],
  next: {
    ...{ kind: 'forwarded', namespace: 'qrouter-r', nextHop, hops: [hop('SNAT')] },
    passage: { object: 'router/r', inPortId: 'inner', outPortId: 'outer', frame },
    frame: { ...frame, sourceMac: 'mac-outer' },
  },
})

/** A switch that finds everybody, a router with the answer, and a firewall behind it. */
function oracle(
  answer: PassageAnswer | undefined,
  firewall: TraceHop['verdict'] = 'pass',
  silent: readonly string[] = [],
): TraceOracle {
  return {
    ask: (_, { leg, destinationMac }) => {
      const to = inventory.ports.find(({ mac_address }) => mac_address === destinationMac)
      const host = to?.['binding:host_id'] ?? ''
      const next: TraceNext =
        leg === 'leave' && host !== 'host1'
          ? { kind: 'host', host, portId: to?.id ?? '' }
          : { kind: 'delivered', portId: to?.id ?? '' }
      return Promise.resolve({ hops: [hop(leg)], next })
    },
    askBehind: (_, question) => {
      const say = (...answers: readonly PassageAnswer[]): ReturnType<TraceOracle['askBehind']> =>
        Promise.resolve({ answers, silent })
      if (question.leg === 'enter' && question.portId === 'inner') return answer === undefined ? say() : say(answer)
      if (question.leg !== 'forward') return say({ hops: [], next: { kind: 'none' } })
      const next = firewall === 'drop' ? ({ kind: 'dropped' } as const) : ({ kind: 'none' } as const)
      return say({ hops: [hop('firewall', firewall)], next })
    },
    askWho: () => Promise.resolve(undefined),
  }
}

const walk = async (
  answer: PassageAnswer | undefined,
  firewall?: TraceHop['verdict'],
): Promise<{ readonly verdict: string; readonly hops: readonly string[]; readonly reason?: string | undefined }> => {
  const { result } = await walkTrace(planned, inventory, oracle(answer, firewall))
  const { verdict, hops, reason } = result
  return { verdict, hops: hops.map((one) => `${one.host} ${one.hop}`), reason }
}

describe('a walk through networks', () => {
  it('goes through router and firewall to the second network’s host, in that order', async () => {
    expect(await walk(forwarded('10.0.1.5'))).toEqual({
      verdict: 'delivered',
      hops: ['host1 leave', 'host1 routing', 'host1 firewall', 'host1 SNAT', 'host1 leave', 'host2 arrive'],
    })
  })

  it('ends at the firewall that drops it', async () => {
    const { verdict, hops } = await walk(forwarded('10.0.1.5'), 'drop')
    expect({ verdict, last: hops.at(-1) }).toEqual({ verdict: 'dropped', last: 'host1 firewall' })
  })

  it.each([
    ['whose next address nobody has', forwarded('10.0.1.77'), 'no MAC for 10.0.1.77 in network blue: no port has it'],
    ['that no agent takes from a router’s port', undefined, 'no agent of host1 sends it on'],
  ])('is lost with a packet %s', async (_, answer, reason) => {
    const walked = await walk(answer)
    expect(walked.verdict).toBe('lost')
    expect(walked.reason).toContain(reason)
  })

  it('tells of agents that give no answer where they might have had a say, and of no others', async () => {
    const problemsOf = async (to: PlannedTrace, answer: PassageAnswer | undefined): Promise<readonly string[]> =>
      (await walkTrace(to, inventory, oracle(answer, 'pass', ['l3@host1']))).result.problems
    const text = 'l3@host1: gives no answer, so that what it would do is not in this trace'
    expect(await problemsOf(planned, undefined)).toEqual([text])
    expect(await problemsOf(planned, forwarded('10.0.1.5'))).toEqual([text])
    const near = { ...frame, ip: { ...frame.ip!, destination: '10.0.0.5' } }
    expect(await problemsOf({ ...planned, nextHop: '10.0.0.5', frame: near }, undefined)).toEqual([])
  })

  it('gives up a packet that comes back to the router again and again', async () => {
    const circle = oracle(forwarded('10.0.0.1'))
    const back: TraceInventory = { ...inventory, ports: [vm, inner, { ...outer, network_id: 'red' }] }
    const { result } = await walkTrace(planned, back, circle)
    expect(result).toMatchObject({ verdict: 'lost', reason: 'it is forwarded more than 64 times: its TTL runs out' })
  })
})

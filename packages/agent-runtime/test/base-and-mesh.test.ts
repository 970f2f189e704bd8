import type { FeedItem, Host, SwitchRenderer } from '@netloom/core'
import { endpointKey, tunnelsTopic } from '@netloom/core/wire'
import { simulatedHost } from '@netloom/dataplane'
import { VirtualClock } from '@netloom/testing'
import { describe, expect, it } from 'vitest'
import { HOST, VTEP, keysOn, snapshot, startedAgent, fakeRenderer } from './fixture.ts'

const BASE = { kind: 'bridge', name: 'br-base', owner: 'host' }
const TUNNEL = { kind: 'vxlan', name: 'vxlan-7', owner: 'host', vni: 7, localIp: VTEP, underlay: 'eth0', dstPort: 4789 }

/** Needs a bridge and a tunnel always, and a flood entry for each endpoint of the cloud. */
const meshRenderer: SwitchRenderer = {
  ...fakeRenderer,
  meshTypes: ['vxlan'],
  base: () => [BASE, TUNNEL].map((state) => ({ state, rule: 'always' })),
  endpoint: ({ vtep }) =>
    vtep === VTEP ? [] : [{ state: { kind: 'flood', device: 'vxlan-7', dst: vtep } as { kind: string }, rule: 'mesh' }],
}
const TOPIC = tunnelsTopic('vxlan')
const endpoint = (n: number, body: object | null = {}): FeedItem => ({
  key: endpointKey(`h${String(n)}`),
  revision: 1,
  body: body && { host: `h${String(n)}`, vtep: `192.0.2.${String(n)}`, networkType: 'vxlan' },
})

describe('an agent whose switch needs devices of its own', () => {
  it('makes them before any controller has spoken, and says why they are there', async () => {
    const host = simulatedHost({ name: HOST, clock: new VirtualClock() })
    const { agent } = await startedAgent(host, { renderer: meshRenderer })
    expect(await keysOn(host)).toEqual(['bridge br-base', 'vxlan vxlan-7'])
    expect(agent.parts.table.explain('bridge br-base')?.cause).toEqual({
      object: `host/${HOST}`,
      revision: 0,
      rule: 'always',
    })
  })

  it('makes them again when somebody takes them', async () => {
    const clock = new VirtualClock()
    const host = simulatedHost({ name: HOST, clock })
    const { agent } = await startedAgent(host, { renderer: meshRenderer, clock })
    host.steal('bridge br-base')
    await clock.advance(1_000, () => agent.idle())
    expect(await keysOn(host)).toContain('bridge br-base')
  })
})

describe('an agent in a mesh', () => {
  it('follows the endpoints of its tunnel types though no port leads there, and is complete only with them', async () => {
    const host = simulatedHost({ name: HOST, clock: new VirtualClock() })
    const { agent, uplink } = await startedAgent(host, { renderer: meshRenderer })
    expect(agent.topics()).toContain(TOPIC)
    agent.receive(snapshot(`host/${HOST}`, 1, []))
    await agent.idle()
    expect(uplink.asked).not.toContain('settled')
    agent.receive(snapshot(TOPIC, 1, [endpoint(1), endpoint(2), endpoint(3)]))
    await agent.idle()
    expect(uplink.asked).toContain('settled')
    const floods = (await keysOn(host)).filter((key) => key.startsWith('flood'))
    expect(floods).toEqual(['flood vxlan-7 192.0.2.2', 'flood vxlan-7 192.0.2.3'])
  })

  it('forgets an endpoint that leaves', async () => {
    const host = simulatedHost({ name: HOST, clock: new VirtualClock() })
    const { agent } = await startedAgent(host, { renderer: meshRenderer })
    agent.receive(snapshot(`host/${HOST}`, 1, []))
    agent.receive(snapshot(TOPIC, 1, [endpoint(2), endpoint(3)]))
    await agent.idle()
    agent.receive(snapshot(TOPIC, 2, [endpoint(3)]))
    await agent.idle()
    expect(await keysOn(host)).not.toContain('flood vxlan-7 192.0.2.2')
  })
})

const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('an agent whose host cannot be read', () => {
  /** A host whose switch answers only after a while. */
  function dead(host: Host): { readonly host: Host; answer(): void } {
    let answers = false
    const read: Host['read'] = (scope) => (answers ? host.read(scope) : Promise.reject(new Error('no switch there')))
    return {
      host: new Proxy(host, {
        get: (target, name) => {
          if (name === 'read') return read
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? (value as (...all: unknown[]) => unknown).bind(target) : value
        },
      }),
      answer: () => {
        answers = true
      },
    }
  }

  it('touches nothing and waits; it goes on by itself', async () => {
    const clock = new VirtualClock()
    const real = simulatedHost({ name: HOST, clock })
    const { host, answer } = dead(real)
    const starting = startedAgent(host, { renderer: meshRenderer, clock })
    await clock.advance(5_000, turns)
    expect(await keysOn(real)).toEqual([])
    answer()
    await clock.advance(1_000, turns)
    await starting
    expect(await keysOn(real)).toEqual(['bridge br-base', 'vxlan vxlan-7'])
  })
})

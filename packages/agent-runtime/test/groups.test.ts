import type { FeedItem, FirewallRenderer, Host, PayloadSchema } from '@netloom/core'
import type { PortItem, Topic } from '@netloom/core/wire'
import { simulatedHost } from '@netloom/dataplane'
import { VirtualClock } from '@netloom/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { HOST, change, gone, idOf, keysOn, networkItem, ofHost, ofNetwork, portItem } from './fixture.ts'
import { type ListeningUplink, MemoryJournal, snapshot, startedAgent, tapOf } from './fixture.ts'
import type { Agent } from '../src/index.ts'

const ofCrowd = (name: string): Topic => `crowd/${name}`
const inCrowds = (n: number, crowds: readonly string[], revision = 1): FeedItem => {
  const item = portItem(n, 1, revision)
  return { ...item, body: { ...(item.body as PortItem), extensions: { crowds } } }
}
/** An item of a crowd, which may name other crowds. */
const saying = (key: string, names: readonly string[] = [], revision = 1): FeedItem => ({
  key,
  revision,
  body: { names },
})

const schema: PayloadSchema = {
  safeParse: (body) =>
    Array.isArray((body as { names?: unknown }).names)
      ? { success: true, data: body }
      : { success: false, error: { issues: [{ path: ['names'], message: 'no list' }] } },
}

interface Counted extends FirewallRenderer {
  readonly calls: { port: number; item: number }
}

/** Makes a bridge for each item of a crowd. */
function crowdFirewall(): Counted {
  const calls = { port: 0, item: 0 }
  return {
    name: 'crowds',
    calls,
    port: () => {
      calls.port += 1
      return []
    },
    groups: {
      topicsOf: ({ extensions }) => ((extensions?.['crowds'] ?? []) as readonly string[]).map(ofCrowd),
      leadsTo: (_topic, { body }) => (body as { readonly names: readonly string[] }).names.map(ofCrowd),
      payload: (topic) => (topic.startsWith('crowd/') ? schema : undefined),
      item: (topic, { key }) => {
        calls.item += 1
        const state = { kind: 'bridge', name: `${topic.slice(6)}-${key}`, owner: topic } as { kind: string }
        return [{ state, rule: 'toy' }]
      },
    },
  }
}

const tapKey = (n: number): string => `bridge-port ${tapOf(n)}`

describe('a firewall that filters by groups', () => {
  let host: Host & { plug(device: string): void }
  let firewall: Counted
  beforeEach(() => {
    host = simulatedHost({ name: HOST, clock: new VirtualClock() })
    firewall = crowdFirewall()
  })
  const started = async (
    items: readonly FeedItem[],
    journal?: MemoryJournal,
  ): Promise<{ readonly agent: Agent; readonly uplink: ListeningUplink }> => {
    const both = await startedAgent(host, { firewall, ...(journal && { journal }) })
    both.agent.receive(snapshot(ofHost, 1, items))
    await both.agent.idle()
    both.agent.receive(snapshot(ofNetwork(1), 1, [networkItem(1)]))
    await both.agent.idle()
    return both
  }
  const told = async (agent: Agent, topic: Topic, items: readonly FeedItem[], rev = 1): Promise<void> => {
    agent.receive(snapshot(topic, rev, items))
    await agent.idle()
  }
  const crowds = (agent: Agent): readonly string[] => agent.topics().filter((topic) => topic.startsWith('crowd/'))

  it('is followed from ports to groups to what groups name, and the port is wired when all of it is known', async () => {
    host.plug(tapOf(1))
    const { agent, uplink } = await started([inCrowds(1, ['a', 'b'])])
    expect(crowds(agent)).toEqual(['crowd/a', 'crowd/b'])
    expect(uplink.asked).toContain('watch crowd/a')
    expect(await keysOn(host)).not.toContain(tapKey(1))
    await told(agent, 'crowd/a', [saying('x', ['c'])])
    await told(agent, 'crowd/b', [])
    expect(uplink.asked).toContain('watch crowd/c')
    expect(await keysOn(host)).not.toContain(tapKey(1))
    expect(uplink.asked).not.toContain('settled')
    expect(uplink.reports).toEqual([])
    await told(agent, 'crowd/c', [saying('y')])
    expect(await keysOn(host)).toEqual(expect.arrayContaining(['bridge a-x', 'bridge c-y', tapKey(1)]))
    expect(uplink.asked).toContain('settled')
    expect(uplink.reports).toEqual([{ portId: idOf(1), state: 'up' }])
  })

  it('leaves a port without groups alone', async () => {
    host.plug(tapOf(1))
    const { agent } = await started([portItem(1, 1)])
    expect(crowds(agent)).toEqual([])
    expect(await keysOn(host)).toContain(tapKey(1))
  })

  it('keeps a wired port as it was until a group that it newly needs is known', async () => {
    host.plug(tapOf(1))
    const { agent, uplink } = await started([inCrowds(1, ['a'])])
    await told(agent, 'crowd/a', [saying('x')])
    const before = firewall.calls.port
    agent.receive(change(ofHost, 1, 2, [inCrowds(1, ['b'], 2)]))
    await agent.idle()
    expect(firewall.calls.port).toBe(before)
    expect(await keysOn(host)).toContain(tapKey(1))
    expect(uplink.reports.at(-1)).toEqual({ portId: idOf(1), state: 'up' })
    await told(agent, 'crowd/b', [saying('y')])
    expect(firewall.calls.port).toBe(before + 1)
    expect(await keysOn(host)).toContain('bridge b-y')
    expect(await keysOn(host)).not.toContain('bridge a-x')
  })

  it('drops a topic with its states when nobody leads to it any more, and asks for it no more', async () => {
    const { agent, uplink } = await started([inCrowds(1, ['a']), inCrowds(2, ['a'])])
    await told(agent, 'crowd/a', [saying('x', ['c']), saying('z', ['c'])])
    await told(agent, 'crowd/c', [saying('y')])
    agent.receive(change('crowd/a', 1, 2, [gone(saying('x'))]))
    await agent.idle()
    expect(await keysOn(host)).toContain('bridge c-y')
    agent.receive(change('crowd/a', 2, 3, [saying('z', [], 2)]))
    await agent.idle()
    expect(await keysOn(host)).not.toContain('bridge c-y')
    expect(uplink.asked).toContain('unwatch crowd/c')
    agent.receive(change(ofHost, 1, 2, [gone(inCrowds(1, []))]))
    await agent.idle()
    expect(await keysOn(host)).toContain('bridge a-z')
    agent.receive(change(ofHost, 2, 3, [gone(inCrowds(2, []))]))
    await agent.idle()
    expect(crowds(agent)).toEqual([])
    expect(await keysOn(host)).not.toContain('bridge a-z')
    expect(agent.parts.view.knows('crowd/a')).toBe(false)
  })

  it('drops groups that name only each other', async () => {
    const { agent } = await started([inCrowds(1, ['a'])])
    await told(agent, 'crowd/a', [saying('x', ['b', 'a'])])
    await told(agent, 'crowd/b', [saying('y', ['a', 'c'])])
    await told(agent, 'crowd/c', [saying('w')])
    agent.receive(change(ofHost, 1, 2, [gone(inCrowds(1, []))]))
    await agent.idle()
    expect(crowds(agent)).toEqual([])
    expect(await keysOn(host)).toEqual([])
  })

  it('keeps a topic that one port leaves and another one enters in the same turn', async () => {
    const { agent, uplink } = await started([inCrowds(1, ['a'])])
    await told(agent, 'crowd/a', [saying('x')])
    agent.receive(change(ofHost, 1, 2, [inCrowds(1, [], 2), inCrowds(2, ['a'])]))
    await agent.idle()
    expect(uplink.asked).not.toContain('unwatch crowd/a')
    expect(await keysOn(host)).toContain('bridge a-x')
  })

  it('lets a port go on when the topic that it waited for is led to no more', async () => {
    host.plug(tapOf(1))
    const { agent } = await started([inCrowds(1, ['a'])])
    await told(agent, 'crowd/a', [saying('x', ['c'])])
    expect(await keysOn(host)).not.toContain(tapKey(1))
    agent.receive(change('crowd/a', 1, 2, [saying('x', [], 2)]))
    await agent.idle()
    expect(await keysOn(host)).toContain(tapKey(1))
  })

  it('checks items before they are rendered: what cannot be used keeps what was', async () => {
    const { agent } = await started([inCrowds(1, ['a'])])
    await told(agent, 'crowd/a', [saying('x', ['c'])])
    agent.receive(change('crowd/a', 1, 2, [{ key: 'x', revision: 2, body: { names: 'c' } }]))
    await agent.idle()
    expect(crowds(agent)).toEqual(['crowd/a', 'crowd/c'])
    expect(await keysOn(host)).toContain('bridge a-x')
  })

  it('renders one item for a change, and no port, however many ports are in the group', async () => {
    const ports = Array.from({ length: 1_000 }, (_, n) => inCrowds(n + 1, ['a']))
    for (let n = 1; n <= 1_000; n++) host.plug(tapOf(n))
    const { agent } = await started(ports)
    await told(agent, 'crowd/a', [saying('x')])
    expect(firewall.calls).toEqual({ port: 1_000, item: 1 })
    agent.receive(change('crowd/a', 1, 2, [saying('y', ['c'])]))
    await agent.idle()
    await told(agent, 'crowd/c', [saying('z')])
    expect(firewall.calls).toEqual({ port: 1_000, item: 3 })
    expect(await keysOn(host)).toContain('bridge c-z')
  })

  it('keeps its groups over a restart without a controller', async () => {
    host.plug(tapOf(1))
    const journal = new MemoryJournal()
    const { agent } = await started([inCrowds(1, ['a'])], journal)
    await told(agent, 'crowd/a', [saying('x', ['c'])])
    await told(agent, 'crowd/c', [saying('y')])
    const before = await keysOn(host)
    await agent.stop()
    const second = await startedAgent(host, { firewall, journal })
    await second.agent.idle()
    expect(await keysOn(host)).toEqual(before)
    expect(crowds(second.agent)).toEqual(['crowd/a', 'crowd/c'])
    expect(second.agent.plan().steps).toEqual([])
  })
})

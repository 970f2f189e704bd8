import type { FeedItem, Host, SwitchRenderer } from '@netloom/core'
import type { NetworkItem, NetworkItemSegment, PortItem } from '@netloom/core/wire'
import { simulatedHost } from '@netloom/dataplane'
import { VirtualClock } from '@netloom/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { BoundSegments } from '../src/bound-segments.ts'
import { HOST, change, gone, idOf, keysOn, memberItem, networkItem, ofHost, ofNetwork, portItem } from './fixture.ts'
import { MemoryJournal, snapshot, startedAgent, fakeRenderer } from './fixture.ts'

const VXLAN: NetworkItemSegment = { id: 'vxlan', networkType: 'vxlan', physicalNetwork: null, segmentationId: 101 }
const VLAN: NetworkItemSegment = { id: 'vlan', networkType: 'vlan', physicalNetwork: 'rack1', segmentationId: 7 }

const withSegments = (segments: readonly NetworkItemSegment[], revision = 1): FeedItem => {
  const item = networkItem(1, revision)
  return { ...item, body: { ...(item.body as NetworkItem), segments } }
}
const boundTo = (segmentId: string, n: number, revision = 1): FeedItem => {
  const item = portItem(n, 1, revision)
  return { ...item, body: { ...(item.body as PortItem), segmentId } }
}

/** A bridge for each segment it gets to see, and one for each member of a segment it sees. */
const renderer: SwitchRenderer = {
  ...fakeRenderer,
  network: ({ segments }) =>
    segments.map(({ id }) => ({
      state: { kind: 'bridge', name: `br-${id}`, owner: 'n' } as { kind: string },
      rule: 'toy',
    })),
  attachment: () => [],
  member: (member, { segments }) =>
    segments.some(({ networkType }) => networkType === member.networkType)
      ? [{ state: { kind: 'bridge', name: `to-${member.host}`, owner: 'n' } as { kind: string }, rule: 'toy' }]
      : [],
}

describe('a host of a network with several segments', () => {
  let host: Host
  beforeEach(() => {
    host = simulatedHost({ name: HOST, clock: new VirtualClock() })
  })

  it('builds the segments that its ports are bound to, as ports come, move and go', async () => {
    const { agent } = await startedAgent(host, { renderer })
    agent.receive(snapshot(ofHost, 1, [boundTo('vlan', 1)]))
    await agent.idle()
    agent.receive(snapshot(ofNetwork(1), 1, [withSegments([VXLAN, VLAN]), memberItem(2, 1)]))
    await agent.idle()
    expect(await keysOn(host)).toEqual(['bridge br-vlan'])

    agent.receive(change(ofHost, 1, 2, [boundTo('vxlan', 2)]))
    await agent.idle()
    expect(await keysOn(host)).toEqual(['bridge br-vlan', 'bridge br-vxlan', 'bridge to-h2'])

    agent.receive(change(ofHost, 2, 3, [boundTo('vxlan', 1, 2)]))
    await agent.idle()
    expect(await keysOn(host)).toEqual(['bridge br-vxlan', 'bridge to-h2'])

    agent.receive(change(ofHost, 3, 4, [gone(boundTo('vxlan', 1, 3)), gone(boundTo('vxlan', 2, 2))]))
    await agent.idle()
    expect(await keysOn(host)).toEqual([])
  })

  it('waits for a segment that the network does not have yet', async () => {
    const { agent } = await startedAgent(host, { renderer })
    agent.receive(snapshot(ofHost, 1, [boundTo('vlan', 1)]))
    await agent.idle()
    agent.receive(snapshot(ofNetwork(1), 1, [withSegments([VXLAN])]))
    await agent.idle()
    expect(await keysOn(host)).toEqual([])
    agent.receive(change(ofNetwork(1), 1, 2, [withSegments([VXLAN, VLAN], 2)]))
    await agent.idle()
    expect(await keysOn(host)).toEqual(['bridge br-vlan'])
  })

  it('builds the same after a restart from its journal', async () => {
    const journal = new MemoryJournal()
    const { agent } = await startedAgent(host, { renderer, journal })
    agent.receive(snapshot(ofHost, 1, [boundTo('vlan', 1)]))
    await agent.idle()
    agent.receive(snapshot(ofNetwork(1), 1, [withSegments([VXLAN, VLAN])]))
    await agent.idle()
    await agent.stop()
    const second = await startedAgent(host, { renderer, journal })
    await second.agent.idle()
    expect(second.agent.parts.table.explain('bridge br-vlan')).toBeDefined()
    expect(second.agent.parts.table.explain('bridge br-vxlan')).toBeUndefined()
    expect(await keysOn(host)).toEqual(['bridge br-vlan'])
  })
})

describe('bound segments', () => {
  it('tell which networks change, and keep one object for one answer', () => {
    const network = { id: 'n', adminStateUp: true, mtu: 0, segments: [VXLAN, VLAN] }
    const segments = new BoundSegments()
    expect(segments.move(idOf(1), { networkId: 'n', segmentId: 'vlan' })).toEqual(['n'])
    expect(segments.move(idOf(2), { networkId: 'n', segmentId: 'vlan' })).toEqual([])
    expect(segments.narrow(network)).toEqual({ ...network, segments: [VLAN] })
    expect(segments.narrow(network)).toBe(segments.narrow(network))
    expect(segments.move(idOf(1), undefined)).toEqual([])
    expect(segments.move(idOf(2), { networkId: 'other', segmentId: 'x' })).toEqual(['other', 'n'])
    expect(segments.narrow(network)).toBe(network)
  })
})

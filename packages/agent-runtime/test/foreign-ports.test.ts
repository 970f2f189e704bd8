import type { FeedItem } from '@netloom/core'
import type { PortItem } from '@netloom/core/wire'
import { simulatedHost } from '@netloom/dataplane'
import { expect, it } from 'vitest'
import {
  HOST,
  change,
  idOf,
  keysOn,
  networkItem,
  ofHost,
  ofNetwork,
  portItem,
  snapshot,
  startedAgent,
} from './fixture.ts'
import { tapOf } from './fixture.ts'

const of = (agentType: string | null, revision = 1): FeedItem => {
  const item = portItem(5, 1, revision)
  return { ...item, body: { ...(item.body as PortItem), agentType } }
}

it.each(['Other agent', null])(
  'a port of agent type %j is left alone and not reported, until it is ours',
  async (type) => {
    const host = simulatedHost({ name: HOST })
    host.plug(tapOf(5))
    const { agent, uplink } = await startedAgent(host)
    agent.receive(snapshot(ofHost, 1, [of(type)]))
    await agent.idle()
    expect(await keysOn(host)).toEqual([])
    expect([uplink.asked, uplink.reports]).toEqual([['settled'], []])

    agent.receive(change(ofHost, 1, 2, [of('Toy agent', 2)]))
    await agent.idle()
    agent.receive(snapshot(ofNetwork(1), 1, [networkItem(1)]))
    await agent.idle()
    expect(await keysOn(host)).toContain(`bridge-port ${tapOf(5)}`)
    expect(uplink.reports).toEqual([{ portId: idOf(5), state: 'up' }])

    agent.receive(change(ofHost, 2, 3, [of(type, 3)]))
    await agent.idle()
    expect(await keysOn(host)).toEqual([])
    expect(uplink.reports).toHaveLength(1)
  },
)

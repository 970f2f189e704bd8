import type { DeviceKind, DeviceState, FirewallRenderer } from '@netloom/core'
import { simulatedHost } from '@netloom/dataplane'
import { VirtualClock } from '@netloom/testing'
import { expect, it } from 'vitest'
import { HOST, keysOn, networkItem, ofHost, ofNetwork, portItem, snapshot, startedAgent, tapOf } from './fixture.ts'

interface GuardState extends DeviceState {
  readonly kind: 'toy-guard'
  readonly device: string
}

let refuses = true

const guardKind: DeviceKind<GuardState> = {
  kind: 'toy-guard',
  order: 25,
  guards: () => true,
  key: ({ device }) => `toy-guard ${device}`,
  equal: () => true,
  parents: () => [],
  // As a kernel that has no room for one more guard.
  commands: () => {
    if (refuses) throw new Error('no room')
    return []
  },
  read: () => Promise.resolve([]),
}
const firewall: FirewallRenderer = {
  name: 'toy',
  kinds: [guardKind],
  port: ({ id }) => {
    const state: GuardState = { kind: 'toy-guard', device: `tap${id.slice(0, 11)}` }
    return [{ state, rule: 'toy' }]
  },
}

it('a port is not plugged while its guard cannot be made, also when only its link is news, and is once it can', async () => {
  const clock = new VirtualClock()
  const host = simulatedHost({ name: HOST, clock, kinds: [guardKind] })
  const { agent } = await startedAgent(host, { firewall, clock })
  agent.receive(snapshot(ofHost, 1, [portItem(1, 1)]))
  await agent.idle()
  agent.receive(snapshot(ofNetwork(1), 1, [networkItem(1)]))
  await agent.idle()
  const plugged = `bridge-port ${tapOf(1)}`
  host.plug(tapOf(1))
  await agent.idle()
  expect(await keysOn(host)).not.toContain(plugged)
  expect(agent.parts.role.allReports()).toMatchObject([
    { state: 'building', error: expect.stringContaining('no room') as string },
  ])
  await clock.advance(10_000, () => agent.idle())
  host.unplug(tapOf(1))
  host.plug(tapOf(1))
  await agent.idle()
  expect(await keysOn(host)).not.toContain(plugged)
  refuses = false
  await clock.advance(60_000, () => agent.idle())
  expect(await keysOn(host)).toEqual(expect.arrayContaining([plugged, `toy-guard ${tapOf(1)}`]))
})

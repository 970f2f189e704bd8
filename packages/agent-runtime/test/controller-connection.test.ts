import { setImmediate as tick } from 'node:timers/promises'
import { simulatedHost, type SimulatedHost } from '@netloom/dataplane'
import { VirtualClock } from '@netloom/testing'
import { describe, expect, it } from 'vitest'
import { Agent, ControllerConnection } from '../src/index.ts'
import { FakeController } from './fake-controller.ts'
import { HOST, idOf, networkItem, ofHost, ofNetwork, portItem, snapshot, tapOf, fakeRenderer } from './fixture.ts'

interface World {
  readonly clock: VirtualClock
  readonly host: SimulatedHost
  readonly agent: Agent
  readonly controllers: readonly FakeController[]
  pass(ms: number): Promise<void>
  connection: ControllerConnection
}

async function world(
  controllers: readonly FakeController[] = [new FakeController()],
  more: { readonly heartbeatInterval?: number } = {},
): Promise<World> {
  const clock = new VirtualClock()
  const host = simulatedHost({ name: HOST, clock })
  host.plug(tapOf(5))
  const agent = new Agent({ host, renderer: fakeRenderer, clock })
  await agent.start()
  const { agentType, binary, configurations } = fakeRenderer
  const connection = new ControllerConnection({
    agent,
    connect: controllers.map(({ connect }) => connect),
    report: { agentType, binary, host: HOST, configurations },
    clock,
    random: () => 0.5,
    ...more,
  })
  connection.open()
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 3; round += 1) await tick()
    await agent.idle()
  }
  await settle()
  return { clock, host, agent, controllers, connection, pass: (ms) => clock.advance(ms, settle) }
}

async function filled(): Promise<World & { readonly controller: FakeController }> {
  const made = await world()
  const controller = made.controllers[0]!
  controller.send(snapshot(ofHost, 1, [portItem(5, 1)]))
  await made.pass(0)
  controller.send(snapshot(ofNetwork(1), 2, [networkItem(1)]))
  await made.pass(0)
  return { ...made, controller }
}

describe('the link to a controller', () => {
  it('has heartbeats as often as its own file says, whatever the controller does', async () => {
    const { controllers, pass } = await world([new FakeController()], { heartbeatInterval: 2_000 })
    await pass(10_500)
    const beats = controllers[0]!.of('heartbeat').length
    expect(beats).toBeGreaterThanOrEqual(5)
    expect(beats).toBeLessThanOrEqual(6)
  })

  it('says hello, watches, and tells what is wired once the view is whole', async () => {
    const { controller, connection } = await filled()
    expect(connection.linked).toBe(true)
    expect(controller.of('hello')).toMatchObject([{ agent: { host: HOST, start: true } }])
    expect(controller.of('watch')).toEqual([
      { type: 'watch', topic: ofHost },
      { type: 'watch', topic: ofNetwork(1) },
    ])
    expect(controller.of('wired').map(({ portIds }) => portIds)).toEqual([[idOf(5)]])
    expect(controller.of('report').at(-1)?.ports).toEqual([{ portId: idOf(5), state: 'up' }])
  })

  it('comes back within a tenth of a second with its cursors, as no new process, and tells all that is wired', async () => {
    const { controller, pass } = await filled()
    controller.frames.length = 0
    controller.cut()
    await pass(100)
    expect(controller.of('hello').map(({ agent }) => agent.start)).toEqual([false])
    expect(controller.of('watch')).toEqual([
      { type: 'watch', topic: ofHost, after: { epoch: 'e', rev: 1 } },
      { type: 'watch', topic: ofNetwork(1), after: { epoch: 'e', rev: 2 } },
    ])
    expect(controller.of('wired').map(({ portIds }) => portIds)).toEqual([[idOf(5)]])
  })

  it('goes to the next controller when one is away', async () => {
    const [away, there] = [new FakeController(), new FakeController()]
    away.down = true
    const { pass, connection } = await world([away, there])
    await pass(200)
    expect([away.connections, there.connections, connection.linked]).toEqual([1, 1, true])
  })

  it('waits no longer than three seconds between attempts, and never gives up', async () => {
    const controller = new FakeController()
    controller.down = true
    const { pass, connection } = await world([controller])
    await pass(60_000)
    expect(controller.connections).toBeGreaterThan(20)
    controller.down = false
    await pass(3_000)
    expect(connection.linked).toBe(true)
  })

  it('reports again until acknowledged, newest state only, then over another connection', async () => {
    const { controller, host, pass } = await filled()
    controller.mute.add('report')
    controller.frames.length = 0
    host.unplug(tapOf(5))
    await pass(5_000)
    expect(controller.of('report').length).toBeGreaterThan(1)
    expect(new Set(controller.of('report').map(({ id }) => id)).size).toBe(1)
    host.plug(tapOf(5))
    await pass(5_000)
    expect(controller.connections).toBe(2)
    expect(controller.of('wired').map(({ portIds }) => portIds)).toEqual([[idOf(5)]])
    controller.mute.clear()
    controller.frames.length = 0
    await pass(5_000)
    expect(controller.of('report').map(({ ports }) => ports)).toEqual([[{ portId: idOf(5), state: 'up' }]])
    controller.frames.length = 0
    await pass(20_000)
    expect(controller.of('report')).toEqual([])
  })

  it('sends position and digest of each topic soon after connecting, then at the told interval', async () => {
    const { agent, controller, pass } = await filled()
    await pass(1_000)
    expect(controller.of('heartbeat').map(({ topics }) => topics)).toEqual([agent.parts.view.states()])
    await pass(60_000)
    expect(controller.of('heartbeat')).toHaveLength(3)
  })

  it('takes a link that answers nothing for dead', async () => {
    const { controller, pass } = await filled()
    controller.mute.add('heartbeat')
    await pass(12_000)
    expect(controller.connections).toBe(2)
  })

  it('asks again for a topic that was never told', async () => {
    const made = await world()
    const controller = made.controllers[0]!
    await made.pass(3_500)
    expect(controller.of('watch').filter(({ topic }) => topic === ofHost)).toHaveLength(4)
  })

  it('says hello again when no welcome comes, and does not hurry where it was refused', async () => {
    const controller = new FakeController()
    controller.mute.add('hello')
    const { pass, connection } = await world([controller])
    await pass(1_000)
    expect(controller.of('hello').length).toBe(2)
    controller.mute.clear()
    controller.refusing = true
    await pass(10_000)
    expect(connection.linked).toBe(false)
    expect(controller.connections).toBeLessThan(8)
    controller.refusing = false
    await pass(4_000)
    expect(connection.linked).toBe(true)
  })
})

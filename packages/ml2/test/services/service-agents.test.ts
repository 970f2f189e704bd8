import type { ReportHandler, ServiceModule } from '@netloom/core'
import { type AgentFrame, channelPair, type ControllerFrame, LINK_PROTOCOL, type PortReport } from '@netloom/core/wire'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { fakeService, tapService } from '../support/fake-service.ts'
import { testCloud, type TestCloud } from '../support/test-netloom.ts'

/** One agent on its link: says something and returns the first answer of that type. */
async function agent(
  { netloom }: Pick<TestCloud, 'netloom'>,
  agentType: string,
  host = 'h1',
): Promise<
  <T extends ControllerFrame['type']>(frame: AgentFrame, type: T) => Promise<Extract<ControllerFrame, { type: T }>>
> {
  const [theirs, ours] = channelPair<ControllerFrame, AgentFrame>()
  const frames: ControllerFrame[] = []
  let wake = (): void => undefined
  ours.onFrame((frame) => {
    frames.push(frame)
    wake()
  })
  netloom.serveAgent(theirs)
  const ask = async <T extends ControllerFrame['type']>(
    frame: AgentFrame,
    type: T,
  ): Promise<Extract<ControllerFrame, { type: T }>> => {
    frames.length = 0
    ours.send(frame)
    for (;;) {
      const found = frames.find((one): one is Extract<ControllerFrame, { type: T }> => one.type === type)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const report = { agentType, binary: 'test', host, configurations: {}, start: true }
  await ask({ type: 'hello', protocol: LINK_PROTOCOL, agent: report }, 'welcome')
  return ask
}

const watch = (topic: string): AgentFrame => ({ type: 'watch', topic })

it('agents watch the topic of their own host, and get what the service publishes', async () => {
  const cloud = await testCloud({ modules: [tapService()] })
  const tap = await cloud.netloom.services.taps!.create(cloud.admin)
  const h1 = await agent(cloud, 'Tap agent')
  expect((await h1(watch('taps/h1'), 'snapshot')).items).toMatchObject([{ key: `tap/${tap.id}`, body: { id: tap.id } }])
  const h2 = await agent(cloud, 'Tap agent', 'h2')
  expect(await h2(watch('taps/h1'), 'denied')).toMatchObject({ message: 'it does not concern host "h2"' })
  await cloud.netloom.close()
})

it('a service says which other topics an agent may watch, and that again at each heartbeat', async () => {
  const allowed = new Set(['red'])
  const topics: ServiceModule['topics'] = {
    colour: {
      payloads: { colour: z.object({}) },
      mayWatch: ({ host }) => Promise.resolve(host === 'h1' ? allowed : new Set()),
    },
  }
  const cloud = await testCloud({ modules: [fakeService('colours', { topics })] })
  const ask = await agent(cloud, 'Colour agent')
  await ask(watch('colour/red'), 'snapshot')
  expect(await ask(watch('colour/blue'), 'denied')).toMatchObject({ topic: 'colour/blue' })
  allowed.clear()
  const heartbeat: AgentFrame = { type: 'heartbeat', id: 9, topics: [{ topic: 'colour/red', rev: 0, digest: 'x' }] }
  await ask(heartbeat, 'ack')
  expect(await ask(watch('colour/red'), 'denied')).toMatchObject({ topic: 'colour/red' })
  await cloud.netloom.close()
})

it('what a service publishes has to fit the schemas that it declares', async () => {
  let publish: (topic: string, key: string, body: unknown) => Promise<void> = () => Promise.resolve()
  const taps = tapService({
    entities: {},
    start: (environment) => {
      publish = (topic, key, body) =>
        environment.store.transaction((tx) => environment.publish(tx, [{ topic, key, revision: 1, body }]))
      return Promise.resolve({ services: { taps: { get: () => Promise.reject(new Error()) } } as never })
    },
  })
  const { netloom, items } = await testCloud({ modules: [taps] })
  const label = "service 'taps' of netloom-service-taps"
  await expect(publish('taps/h1', 'tap/1', { id: 1 })).rejects.toThrow(`${label}: item tap/1 of topic taps/h1: id: `)
  await expect(publish('taps/h1', 'odd/1', {})).rejects.toThrow(
    `${label}: item odd/1 of topic taps/h1: the service declares no payload schema for it; it has topics taps/…`,
  )
  await expect(publish('host/h1', 'port/1', {})).rejects.toThrow('the service declares no payload schema for it')
  await publish('taps/h1', 'tap/1', { id: '1' })
  expect(await items('taps/h1')).toHaveLength(1)
  await publish('taps/h1', 'tap/1', null)
  expect(await items('taps/h1')).toEqual([])
  await netloom.close()
})

it('reports of its agents go to the service, of others and for others they are refused', async () => {
  const taken: unknown[] = []
  const handler: ReportHandler = {
    report: ({ host, agentType }, reports) => {
      taken.push([host, agentType, reports])
      return Promise.resolve(reports.filter(({ portId }) => portId === 'foreign').map(({ portId }) => portId))
    },
    reportAll: ({ host }, ids) => {
      taken.push([host, ids])
      return Promise.resolve([])
    },
  }
  const services = { taps: { get: () => Promise.reject(new Error()) } } as never
  const cloud = await testCloud({
    modules: [tapService({ start: () => Promise.resolve({ services, reports: { TAP: handler } }) })],
  })
  const ask = await agent(cloud, 'Tap agent')
  const ports: readonly PortReport[] = [
    { portId: 'a', state: 'down', error: 'no such device' },
    { portId: 'foreign', state: 'up' },
  ]
  expect(await ask({ type: 'report', id: 1, ports, entity: 'TAP' }, 'ack')).toEqual({
    type: 'ack',
    id: 1,
    warning: '1 objects are not on host "h1" and were left out',
  })
  expect(await ask({ type: 'wired', id: 2, portIds: ['a'], entity: 'TAP' }, 'ack')).toEqual({ type: 'ack', id: 2 })
  expect(taken).toEqual([
    ['h1', 'Tap agent', ports],
    ['h1', ['a']],
  ])
  expect(await ask({ type: 'report', id: 3, ports }, 'ack')).toMatchObject({
    error: 'a Tap agent does not report for L2',
  })
  const other = await agent(cloud, 'Linux bridge agent', 'h2')
  expect(await other({ type: 'report', id: 1, ports, entity: 'TAP' }, 'ack')).toMatchObject({
    error: 'a Linux bridge agent does not report for TAP',
  })
  expect(taken).toHaveLength(2)
  await cloud.netloom.close()
})

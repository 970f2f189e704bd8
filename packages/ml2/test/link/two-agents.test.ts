import { describe, expect, it } from 'vitest'

import type { MechanismDriver, Port } from '@netloom/core'
import { bindByAgent } from '@netloom/core/kit'
import {
  type AgentFrame,
  channelPair,
  type ControllerFrame,
  hostTopic,
  LINK_PROTOCOL,
  type PortItem,
} from '@netloom/core/wire'
import { TEST_AGENT, switchDriver } from '../support/fake-drivers.ts'
import { testCloud, type TestCloud } from '../support/test-netloom.ts'

const OTHER_AGENT = 'Other switch agent'

/** A second switch of the hosts, which binds direct ports only. */
const otherDriver: MechanismDriver = {
  name: 'other',
  connectivity: 'l2',
  agentType: OTHER_AGENT,
  supportedVnicTypes: ['direct'],
  bindPort: (context) => bindByAgent(context, { agentType: OTHER_AGENT, vifType: 'hw', vifDetails: {} }),
}
/** A driver that has no agent and says itself what its ports are. */
const agentless: MechanismDriver = {
  name: 'agentless',
  connectivity: 'l2',
  supportedVnicTypes: ['macvtap'],
  bindPort: ({ segmentsToBind: [segment] }) =>
    segment && { type: 'bound', segmentId: segment.id, vifType: 'hw', vifDetails: {}, status: 'ACTIVE' },
}

interface Speaker {
  /** `more` = what the acknowledgement says besides. */
  say(
    frame: Extract<AgentFrame, { type: 'report' }> | Extract<AgentFrame, { type: 'wired' }>,
    more?: object,
  ): Promise<void>
}

/** An agent of this type on h1, over a link of its own. */
async function connect({ netloom }: TestCloud, agentType: string): Promise<Speaker> {
  const [theirs, ours] = channelPair<ControllerFrame, AgentFrame>()
  let heard: (frame: ControllerFrame) => void = () => undefined
  ours.onFrame((frame) => {
    heard(frame)
  })
  const next = (): Promise<ControllerFrame> =>
    new Promise((resolve) => {
      heard = resolve
    })
  netloom.serveAgent(theirs)
  const welcome = next()
  ours.send({
    type: 'hello',
    protocol: LINK_PROTOCOL,
    agent: { agentType, binary: 'test', host: 'h1', configurations: { tunnelTypes: ['vxlan'] }, start: true },
  })
  expect((await welcome).type).toBe('welcome')
  return {
    say: async (frame, more = {}) => {
      const answer = next()
      ours.send(frame)
      expect(await answer).toEqual({ type: 'ack', id: frame.id, ...more })
    },
  }
}

interface Scene {
  readonly cloud: TestCloud
  readonly own: Speaker
  readonly other: Speaker
  create(more?: object): Promise<Port>
  status(port: Port): Promise<string>
}

async function scene(): Promise<Scene> {
  const cloud = await testCloud({ drivers: [switchDriver(), otherDriver, agentless] })
  const own = await connect(cloud, TEST_AGENT)
  const other = await connect(cloud, OTHER_AGENT)
  const { netloom, admin } = cloud
  const { id: networkId } = await netloom.networks.create(admin, {})
  return {
    cloud,
    own,
    other,
    create: (more = {}) => netloom.ports.create(admin, { networkId, host: 'h1', deviceOwner: 'compute:nova', ...more }),
    status: async ({ id }) => (await netloom.ports.get(admin, id)).status,
  }
}

describe('of two agents on one host', () => {
  it('the one that has nothing wired leaves the ports of the other ACTIVE; its own word takes them down', async () => {
    const { cloud, own, other, create, status } = await scene()
    const port = await create()
    await own.say({ type: 'report', id: 1, ports: [{ portId: port.id, state: 'up' }] })
    const { revisionNumber } = await cloud.netloom.ports.get(cloud.admin, port.id)
    await other.say({ type: 'wired', id: 1, portIds: [] })
    expect(await status(port)).toBe('ACTIVE')
    expect((await cloud.netloom.ports.get(cloud.admin, port.id)).revisionNumber).toBe(revisionNumber)
    await own.say({ type: 'wired', id: 2, portIds: [] })
    expect(await status(port)).toBe('DOWN')
    await cloud.netloom.close()
  })

  it('neither reports the ports of the other', async () => {
    const { cloud, own, other, create, status } = await scene()
    const [port, direct] = [await create(), await create({ vnicType: 'direct' })]
    await own.say({ type: 'wired', id: 1, portIds: [port.id, direct.id] })
    expect([await status(port), await status(direct)]).toEqual(['ACTIVE', 'DOWN'])
    for (const [index, state] of (['building', 'down'] as const).entries()) {
      await other.say({ type: 'report', id: index + 1, ports: [{ portId: port.id, state }] })
      expect(await status(port)).toBe('ACTIVE')
    }
    await other.say({ type: 'report', id: 3, ports: [{ portId: direct.id, state: 'up' }] })
    expect(await status(direct)).toBe('ACTIVE')
    await cloud.netloom.close()
  })

  it('neither is heard of the ports of a driver without agent', async () => {
    const { cloud, own, create, status } = await scene()
    const port = await create({ vnicType: 'macvtap' })
    expect(await status(port)).toBe('ACTIVE')
    await own.say({ type: 'wired', id: 1, portIds: [] })
    await own.say({ type: 'report', id: 2, ports: [{ portId: port.id, state: 'building' }] })
    expect(await status(port)).toBe('ACTIVE')
    await cloud.netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'down' }])
    expect(await status(port)).toBe('DOWN')
    await cloud.netloom.close()
  })

  it('each is told by the port whose it is', async () => {
    const { cloud, create } = await scene()
    const ports = [await create(), await create({ vnicType: 'direct' }), await create({ vnicType: 'macvtap' })]
    const items = new Map((await cloud.items(hostTopic('h1'))).map(({ key, body }) => [key, body as PortItem]))
    expect(ports.map(({ id }) => items.get(`port/${id}`)?.agentType)).toEqual([TEST_AGENT, OTHER_AGENT, null])
    await cloud.netloom.close()
  })
})

import {
  adminContext,
  CONTRACT,
  type DriverModule,
  MECHANISM_DRIVER,
  type MechanismDriver,
  type Netloom,
  type ProviderSegment,
  silentLogger,
  TYPE_DRIVER,
  type TypeDriver,
} from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { networkTopic } from '@netloom/core/wire'
import { createNetloom } from '@netloom/ml2'
import type { ConformanceCheck } from '../support/check.ts'
import { canonical, isSame } from '../support/same.ts'
import type { MechanismDriverFixture } from './mechanism-driver-fixture.ts'

type Check = ConformanceCheck<MechanismDriverFixture>

const ADMIN = adminContext('kit-project')
const HOSTS = ['host1', 'host2', 'host3'] as const
type Host = (typeof HOSTS)[number]

/** A controller with the driver, agents on three hosts and ports that become ACTIVE. */
class DriverCloud {
  private constructor(
    private readonly netloom: Netloom,
    private readonly store: Store,
  ) {}

  static async open(fixture: MechanismDriverFixture): Promise<DriverCloud> {
    const { driver, segment, agentConfigurations = {}, store } = fixture
    const modules = [typeModule(segment), mechanismModule(driver), mechanismModule(lastSwitch)]
    const ml2 = { projectNetworkTypes: [segment.networkType] }
    const netloom = await createNetloom({ modules, store: borrowed(store), logger: silentLogger, ml2 })
    for (const [index, host] of HOSTS.entries()) {
      const { tunnelingIp } = agentConfigurations
      const own =
        tunnelingIp === undefined ? {} : { tunnelingIp: `${tunnelingIp.replace(/[\da-f]+$/, '')}${String(index + 1)}` }
      const configurations = { ...agentConfigurations, ...own }
      await netloom.agents.hello({
        ...{ agentType: driver.agentType ?? 'kit agent', binary: 'kit', host, configurations, start: true },
      })
    }
    return new DriverCloud(netloom, store)
  }

  async network(): Promise<string> {
    const { id } = await this.netloom.networks.create(ADMIN, { name: 'kit' })
    await this.netloom.subnets.create(ADMIN, { networkId: id, ipVersion: 4, cidr: '10.9.0.0/24' })
    return id
  }

  async port(networkId: string, host: Host): Promise<string> {
    const { id } = await this.netloom.ports.create(ADMIN, { networkId, host, deviceOwner: 'compute:nova' })
    await this.activate(id, host)
    return id
  }

  async move(id: string, host: Host): Promise<void> {
    await this.netloom.ports.update(ADMIN, id, { host })
    await this.activate(id, host)
  }

  async down(id: string, host: Host): Promise<void> {
    await this.netloom.ports.reportWiring(host, [{ portId: id, state: 'down' }])
  }

  async unbind(id: string): Promise<void> {
    await this.netloom.ports.update(ADMIN, id, { host: '' })
  }

  async remove(id: string): Promise<void> {
    await this.netloom.ports.delete(ADMIN, id)
  }

  /** What is told of hosts in the network: keys and bodies, without the network's and the ports' own items. */
  async hosts(networkId: string): Promise<readonly string[]> {
    const { items } = await this.store.log.snapshot(networkTopic(networkId))
    return items.flatMap(({ key, body }) => (key.startsWith('member/') ? [`${key} ${canonical(body)}`] : [])).sort()
  }

  async mentions(networkId: string, portId: string): Promise<boolean> {
    const { items } = await this.store.log.snapshot(networkTopic(networkId))
    return items.some(({ key, body }) => (key + canonical(body)).includes(portId))
  }

  close(): Promise<void> {
    return this.netloom.close()
  }

  private async activate(id: string, host: Host): Promise<void> {
    await this.netloom.ports.reportWiring(host, [{ portId: id, state: 'up' }])
  }
}

/** What becomes of a second port on the host of a first; afterwards all must be as if it had never been. */
const ENDS: Readonly<Record<string, (cloud: DriverCloud, id: string, networkId: string) => Promise<unknown>>> = {
  'is deleted': (cloud, id) => cloud.remove(id),
  'goes down': (cloud, id) => cloud.down(id, 'host1'),
  'is unbound': (cloud, id) => cloud.unbind(id),
  'moves away and is deleted': async (cloud, id) => {
    await cloud.move(id, 'host3')
    await cloud.remove(id)
  },
}

/** Rules about several ports, in a real controller. */
export const cloudChecks: readonly Check[] = [
  {
    rule: 'tells of a network’s hosts what its ports there need, and not what other ports and networks need',
    async problems(_fixture, another) {
      const problems: string[] = []
      const expected = await inCloud(await another(), async (cloud) => {
        const id = await cloud.network()
        await cloud.port(id, 'host1')
        await cloud.port(id, 'host2')
        return cloud.hosts(id)
      })
      for (const [end, work] of Object.entries(ENDS)) {
        const { hosts, isMentioned } = await inCloud(await another(), async (cloud) => {
          const [id, neighbour] = [await cloud.network(), await cloud.network()]
          await cloud.port(neighbour, 'host3')
          await cloud.port(id, 'host1')
          const second = await cloud.port(id, 'host1')
          await cloud.port(id, 'host2')
          await work(cloud, second, id)
          return { hosts: await cloud.hosts(id), isMentioned: await cloud.mentions(id, second) }
        })
        if (!isSame(hosts, expected))
          problems.push(`a second port ${end}: [${hosts.join(' ')}] instead of [${expected.join(' ')}]`)
        if (isMentioned) problems.push(`a second port ${end}, and is still told of`)
      }
      const [moved, made] = [
        await inCloud(await another(), async (cloud) => {
          const id = await cloud.network()
          await cloud.port(id, 'host1')
          await cloud.move(await cloud.port(id, 'host2'), 'host3')
          return cloud.hosts(id)
        }),
        await inCloud(await another(), async (cloud) => {
          const id = await cloud.network()
          await cloud.port(id, 'host1')
          await cloud.port(id, 'host3')
          return cloud.hosts(id)
        }),
      ]
      if (!isSame(moved, made)) problems.push(`a port moves: [${moved.join(' ')}] instead of [${made.join(' ')}]`)
      const empty = await inCloud(await another(), async (cloud) => {
        const [id, neighbour] = [await cloud.network(), await cloud.network()]
        await cloud.port(neighbour, 'host1')
        const [idle, only] = [await cloud.port(id, 'host1'), await cloud.port(id, 'host1')]
        await cloud.down(idle, 'host1')
        await cloud.remove(only)
        return cloud.hosts(id)
      })
      return [
        ...problems,
        ...empty.map((item) => `${item} is told though only a port that is down and another network are there`),
      ]
    },
  },
]

async function inCloud<T>(fixture: MechanismDriverFixture, work: (cloud: DriverCloud) => Promise<T>): Promise<T> {
  const cloud = await DriverCloud.open(fixture)
  try {
    return await work(cloud)
  } finally {
    await cloud.close()
  }
}

/** Opened and closed by somebody else. */
function borrowed(inner: Store): Store {
  return {
    db: inner.db,
    log: inner.log,
    initialize: () => Promise.resolve(),
    transaction: (work) => inner.transaction(work),
    problem: (error) => inner.problem(error),
    close: () => Promise.resolve(),
  }
}

/** Binds whatever the driver has left; its ports are down until somebody says otherwise. */
const lastSwitch: MechanismDriver = {
  name: 'kit-last',
  connectivity: 'l2',
  bindPort: ({ segmentsToBind: [first] }) =>
    first && { type: 'bound', segmentId: first.id, vifType: 'kit', vifDetails: {}, status: 'DOWN' },
}

const mechanismModule = (driver: MechanismDriver): DriverModule => ({
  ...{ contract: CONTRACT, kind: 'mechanism', name: driver.name },
  register: (container) => {
    container.register(MECHANISM_DRIVER, { useValue: driver })
  },
})

/** Networks of the type that the driver works with, numbered; on no physical network but that which one needs. */
function typeModule({ networkType, physicalNetwork: given }: ProviderSegment): DriverModule {
  let last = 100
  const take = (): Promise<Awaited<ReturnType<TypeDriver['reserve']>>> => {
    last += 1
    const isNumbered = networkType !== 'flat' && networkType !== 'local'
    // A flat network has its physical network to itself.
    const physicalNetwork = networkType === 'flat' ? `${given ?? 'kit'}-${String(last)}` : (given ?? null)
    return Promise.resolve({ networkType, physicalNetwork, segmentationId: isNumbered ? last : null })
  }
  const driver: TypeDriver = {
    ...{ networkType, isPartial: () => false, validate: () => undefined, reserve: take, allocate: take },
    ...{ release: () => Promise.resolve(), mtu: () => 1_450 },
  }
  return {
    ...{ contract: CONTRACT, kind: 'type', name: networkType },
    register: (container) => {
      container.register(TYPE_DRIVER, { useValue: driver })
    },
  }
}

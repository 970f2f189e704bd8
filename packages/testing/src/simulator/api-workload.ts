import type { RandomCloud } from './random-cloud.ts'
import type { SimulatedFleet } from './simulated-fleet.ts'

/** What was done, in words; or undefined when it made no sense now. */
export type WorkloadStep = () => string | undefined | Promise<string | undefined>
/** Each with a weight. */
export type WorkloadSteps = readonly (readonly [number, WorkloadStep])[]
/** Starts a request and does not wait for it. */
export type Ask = (request: () => Promise<unknown>) => void

/** What users and hypervisors do: requests, and devices that come and go. */
export function apiSteps(fleet: SimulatedFleet, cloud: RandomCloud, ask: Ask): WorkloadSteps {
  const { admin } = fleet
  const names = fleet.hosts.map(({ name }) => name)
  const onPort = (deed: (port: RandomCloud['ports'][number]) => string | undefined): WorkloadStep => {
    return () => {
      const port = cloud.pick(cloud.ports)
      return port && deed(port)
    }
  }
  const createNetwork: WorkloadStep = () => {
    if (cloud.networks.length >= 3) return undefined
    const [network, ...subnets] = cloud.network()
    ask(async () => {
      await fleet.netloom.networks.create(admin, network)
      await fleet.netloom.subnets.createMany(admin, subnets)
    })
    return `network ${String(network.id)}`
  }
  const deleteNetwork: WorkloadStep = () => {
    const network = cloud.pick(cloud.networks)
    if (network === undefined) return undefined
    const ports = cloud.ports.filter(({ networkId }) => networkId === network.id)
    for (const port of [...ports]) cloud.forget(port)
    cloud.forget(network)
    ask(async () => {
      await Promise.all(ports.map(({ id }) => fleet.netloom.ports.delete(admin, id).catch(() => undefined)))
      await fleet.netloom.networks.delete(admin, network.id)
    })
    return `delete network ${network.id} and ${String(ports.length)} ports`
  }
  const createPorts: WorkloadStep = () => {
    const count = cloud.chance(0.2) ? 4 : 1
    const requests = Array.from({ length: count }, () => cloud.port(names)).filter((port) => port !== undefined)
    if (requests.length === 0) return undefined
    for (const { id = '', host } of requests) if (host !== undefined && cloud.chance(0.7)) fleet.plug(id, host)
    ask(() => fleet.netloom.ports.createMany(admin, requests))
    return requests.map(({ id, host = 'no host' }) => `port ${String(id)} on ${host}`).join(', ')
  }
  const deletePort = onPort((port) => {
    cloud.forget(port)
    if (port.host !== '' && cloud.chance(0.5)) fleet.unplug(port.id, port.host)
    ask(() => fleet.netloom.ports.delete(admin, port.id))
    return `delete port ${port.id}`
  })
  const plug = onPort((port) => {
    const host = cloud.chance(0.9) ? port.host : (cloud.pick(names) ?? '')
    if (host === '') return undefined
    const away = cloud.chance(0.3)
    if (away) fleet.unplug(port.id, host)
    else fleet.plug(port.id, host)
    return `${away ? 'unplug' : 'plug'} ${port.id} on ${host}`
  })
  const migrate = onPort((port) => {
    const from = port.host
    const to = cloud.chance(0.1) ? '' : (cloud.pick(names) ?? '')
    const early = cloud.chance(0.5)
    port.host = to
    if (to !== '' && early) fleet.plug(port.id, to)
    ask(() => fleet.netloom.ports.update(admin, port.id, { host: to }))
    if (from !== '' && from !== to && cloud.chance(0.8)) fleet.unplug(port.id, from)
    if (to !== '' && !early && cloud.chance(0.8)) fleet.plug(port.id, to)
    return `move ${port.id} from ${from} to ${to}`
  })
  const bounce = onPort((port) => {
    const away = cloud.pick(names.filter((name) => name !== port.host))
    if (port.host === '' || away === undefined) return undefined
    ask(async () => {
      await fleet.netloom.ports.update(admin, port.id, { host: away })
      await fleet.netloom.ports.update(admin, port.id, { host: port.host })
    })
    return `move ${port.id} from ${port.host} to ${away} and back`
  })
  const readdress = onPort((port) => {
    const fixedIps = cloud.addresses(port.networkId)
    ask(() => fleet.netloom.ports.update(admin, port.id, { fixedIps }))
    return `addresses of ${port.id}: ${fixedIps.map(({ ipAddress }) => ipAddress).join(', ')}`
  })
  const switchPort = onPort((port) => {
    const adminStateUp = cloud.chance(0.6)
    ask(() => fleet.netloom.ports.update(admin, port.id, { adminStateUp }))
    return `port ${port.id} is put ${adminStateUp ? 'up' : 'down'}`
  })
  const resize: WorkloadStep = () => {
    const network = cloud.pick(cloud.networks)
    if (network === undefined) return undefined
    const mtu = 1_400 + cloud.draw(50)
    ask(() => fleet.netloom.networks.update(admin, network.id, { mtu }))
    return `mtu ${String(mtu)} in network ${network.id}`
  }
  return [
    [4, createNetwork],
    [1, deleteNetwork],
    [14, createPorts],
    [6, deletePort],
    [10, plug],
    [9, migrate],
    [3, bounce],
    [4, readdress],
    [3, switchPort],
    [1, resize],
  ]
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Network, Port, PortCreate, Subnet } from '@netloom/core'
import type { ControlClient } from '../control/control-client.ts'
import { Failure } from '../failure.ts'
import { ipBatch, ipBatchForce } from './ip-tool.ts'
import type { LabHost, LabState, LabVm } from './lab-state.ts'
import { checkName, tapName, vmNetns } from './names.ts'
import { requireHost, requireLab, updateLab, withController } from './open-lab.ts'
import { guestLines, tapLines } from './vm-lines.ts'

export interface BootRequest {
  readonly lab?: string
  readonly name: string
  /** Id or name of an existing port … */
  readonly port?: string
  /** … or of the network in which a port is made. */
  readonly network?: string
  /** Default: the port's host, else the first. */
  readonly host?: string
  readonly ip?: string
  readonly mac?: string
  readonly deviceOwner?: string
}

export interface BootedVm extends LabVm {
  /** Milliseconds from the tap's appearing to the port's being ACTIVE. */
  readonly wiredIn: number
}

const ACTIVE_PATIENCE_MS = 10_000

/** Boots a VM: a namespace whose eth0 is the port. Returns when the port is ACTIVE; undoes itself when that fails. */
export async function labBoot(request: BootRequest): Promise<BootedVm> {
  const state = await requireLab(request.lab ?? 'lab')
  checkName('VM', request.name)
  if (state.vms.some((vm) => vm.name === request.name)) {
    throw new Failure(`VM "${request.name}" runs already; delete it with \`netloom lab delete ${request.name}\``, 'usage')
  }
  return withController(state, async (client) => {
    const host = await chooseHost(state, client, request)
    const { port, created } = await preparePort(client, host, request)
    try {
      const vm = await describe(client, state, request.name, port)
      const wiredIn = await plug(client, host, vm)
      await updateLab(state.name, (current) => ({ ...current, vms: [...current.vms, vm] }))
      return { ...vm, wiredIn }
    } catch (error) {
      await unplug(host, port.id, vmNetns(state.name, request.name))
      if (created) await client.ports.delete(port.id).catch(() => undefined)
      throw error
    }
  })
}

async function chooseHost(state: LabState, client: ControlClient, request: BootRequest): Promise<LabHost> {
  if (request.host !== undefined) return requireHost(state, request.host)
  const bound = request.port === undefined ? '' : (await findPort(client, request.port)).binding.host
  return requireHost(state, bound === '' ? (state.hosts[0]?.name ?? '') : bound)
}

async function preparePort(client: ControlClient, host: LabHost, request: BootRequest): Promise<{ port: Port; created: boolean }> {
  if (request.port !== undefined) {
    const port = await findPort(client, request.port)
    if (port.binding.host === host.name) return { port, created: false }
    return { port: await client.ports.update(port.id, { host: host.name }), created: false }
  }
  if (request.network === undefined) throw new Failure('lab boot: name what to boot on, with --port ID or --network ID', 'usage')
  const network = await findNetwork(client, request.network)
  const wanted: PortCreate = {
    networkId: network.id,
    host: host.name,
    name: request.name,
    deviceId: request.name,
    deviceOwner: request.deviceOwner ?? 'compute:nova',
    ...(request.ip !== undefined && { fixedIps: [{ ipAddress: request.ip }] }),
    ...(request.mac !== undefined && { macAddress: request.mac }),
  }
  return { port: await client.ports.create(wanted), created: true }
}

export async function findNetwork(client: ControlClient, reference: string): Promise<Network> {
  return pick('network', reference, [
    ...(await client.networks.list({ id: reference })),
    ...(await client.networks.list({ name: reference })),
  ])
}

async function findPort(client: ControlClient, reference: string): Promise<Port> {
  return pick('port', reference, [
    ...(await client.ports.list({ id: reference })),
    ...(await client.ports.list({ name: reference })),
  ])
}

function pick<T extends { readonly id: string }>(what: string, reference: string, found: readonly T[]): T {
  const [first, second] = found
  if (first === undefined) throw new Failure(`${what} "${reference}": there is none with that id or name`, 'usage')
  if (second !== undefined && second.id !== first.id) {
    throw new Failure(`${what} "${reference}": several have that name; give the id`, 'usage')
  }
  return first
}

async function describe(client: ControlClient, state: LabState, name: string, port: Port): Promise<LabVm> {
  const [network, subnets] = await Promise.all([
    client.networks.get(port.networkId),
    client.subnets.list({ networkId: port.networkId }),
  ])
  const own = port.fixedIps.map((fixed) => ({ fixed, subnet: subnets.find(({ id }) => id === fixed.subnetId) }))
  return {
    name,
    netns: vmNetns(state.name, name),
    host: port.binding.host,
    portId: port.id,
    networkId: port.networkId,
    macAddress: port.macAddress,
    addresses: own.map(({ fixed, subnet }) => `${fixed.ipAddress}/${subnet?.cidr.split('/')[1] ?? '32'}`),
    mtu: network.mtu,
    gateways: own.map(({ subnet, fixed }) => gatewayFor(subnet, fixed.ipAddress)).filter((gateway) => gateway !== undefined),
  }
}

const gatewayFor = (subnet: Subnet | undefined, own: string): string | undefined =>
  subnet?.gatewayIp === null || subnet?.gatewayIp === own ? undefined : subnet?.gatewayIp

/** Makes namespace, tap and guest; waits for ACTIVE. Returns the milliseconds since the tap appeared. */
async function plug(client: ControlClient, host: LabHost, vm: LabVm): Promise<number> {
  await ipBatch([`netns add ${vm.netns}`])
  const start = performance.now()
  await ipBatch(tapLines(vm), host.netns)
  const [wiredIn] = await Promise.all([awaitActive(client, vm.portId, start), ipBatch(guestLines(vm), vm.netns)])
  return wiredIn
}

export async function awaitActive(client: ControlClient, portId: string, start: number): Promise<number> {
  for (;;) {
    const port = await client.ports.get(portId)
    const elapsed = performance.now() - start
    if (port.status === 'ACTIVE') return elapsed
    if (port.binding.vifType === 'binding_failed') {
      throw new Failure(`port ${portId}: binding failed on host ${port.binding.host}; is its agent alive? (netloom lab status)`)
    }
    if (elapsed > ACTIVE_PATIENCE_MS) {
      throw new Failure(`port ${portId} is ${port.status} after 10 s; the agent's log on ${port.binding.host} says why`)
    }
    await sleep(3)
  }
}

/** Removes a VM's namespace and tap; harmless when they are gone. */
export async function unplug(host: LabHost, portId: string, netns: string): Promise<void> {
  await ipBatchForce([`link del ${tapName(portId)}`], host.netns)
  await ipBatchForce([`netns del ${netns}`])
}

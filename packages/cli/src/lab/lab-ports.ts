import type { Network, Port, PortCreate } from '@netloom/core'
import type { ControlClient } from '../control/control-client.ts'
import { Failure } from '../failure.ts'
import type { BootRequest } from './boot-request.ts'
import type { LabHost } from './lab-state.ts'
import type { Undo } from './undo.ts'

/** The port of a VM on `host`: the one asked for, moved there, or a new one. */
export async function preparePort(
  client: ControlClient,
  host: LabHost,
  request: BootRequest,
  undo: Undo,
): Promise<Port> {
  if (request.port === undefined) return createPort(client, host, request, undo)
  const port = await findPort(client, request.port)
  if (port.binding.host === host.name) return port
  undo.add(() => client.ports.update(port.id, { host: port.binding.host }))
  return client.ports.update(port.id, { host: host.name })
}

async function createPort(client: ControlClient, host: LabHost, request: BootRequest, undo: Undo): Promise<Port> {
  if (request.network === undefined)
    throw new Failure('lab boot: name what to boot on, with --port ID or --network ID', 'usage')
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
  const port = await client.ports.create(wanted)
  undo.add(() => client.ports.delete(port.id))
  return port
}

async function findNetwork(client: ControlClient, reference: string): Promise<Network> {
  return pick('network', reference, [
    ...(await client.networks.list({ id: reference })),
    ...(await client.networks.list({ name: reference })),
  ])
}

/** By id or name. @throws {Failure} when there is none, or several */
export async function findPort(client: ControlClient, reference: string): Promise<Port> {
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

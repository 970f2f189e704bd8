import type { ApiClient } from '../../api/api-client.ts'
import type { ApiNetwork, ApiPort, ApiPortRequest } from '../../api/neutron-types.ts'
import { Failure } from '../../base/failure.ts'
import type { BootRequest } from '../state/boot-request.ts'
import type { LabHost } from '../state/lab-state.ts'
import type { Undo } from './undo.ts'

/** The port of a VM on `host`: the one asked for, moved there, or a new one. */
export async function preparePort(
  client: ApiClient,
  host: LabHost,
  request: BootRequest,
  undo: Undo,
): Promise<ApiPort> {
  if (request.port === undefined) return createPort(client, host, request, undo)
  const port = await findPort(client, request.port)
  if (port['binding:host_id'] === host.name) return port
  undo.add(() => client.ports.update(port.id, { 'binding:host_id': port['binding:host_id'] }))
  return client.ports.update(port.id, { 'binding:host_id': host.name })
}

async function createPort(client: ApiClient, host: LabHost, request: BootRequest, undo: Undo): Promise<ApiPort> {
  if (request.network === undefined)
    throw new Failure('lab boot: name what to boot on, with --port ID or --network ID', 'usage')
  const network = await findNetwork(client, request.network)
  const wanted: ApiPortRequest = {
    network_id: network.id,
    'binding:host_id': host.name,
    name: request.name,
    device_id: request.name,
    device_owner: request.deviceOwner ?? 'compute:nova',
    ...(request.ip !== undefined && { fixed_ips: [{ ip_address: request.ip }] }),
    ...(request.portSecurity === false && { port_security_enabled: false }),
    ...(request.mac !== undefined && { mac_address: request.mac }),
  }
  const port = await client.ports.create(wanted)
  undo.add(() => client.ports.delete(port.id))
  return port
}

async function findNetwork(client: ApiClient, reference: string): Promise<ApiNetwork> {
  return pick('network', reference, [
    ...(await client.networks.list({ id: reference })),
    ...(await client.networks.list({ name: reference })),
  ])
}

/** By id or name. @throws {Failure} when there is none, or several */
export async function findPort(client: ApiClient, reference: string): Promise<ApiPort> {
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

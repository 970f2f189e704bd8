import type { ApiClient } from '../../api/api-client.ts'
import type { ApiPort, ApiSubnet } from '../../api/neutron-types.ts'
import type { BootRequest } from '../state/boot-request.ts'
import { guestFamilies } from '../state/guest-families.ts'
import type { LabVm } from '../state/lab-state.ts'
import { vmNetns } from '../state/names.ts'

/** What a guest on this port would be told by DHCP. @throws {Failure} when it shall be told so, and there is no DHCP */
export async function describeVm(
  client: ApiClient,
  lab: string,
  { name, dhcp = false }: Pick<BootRequest, 'name' | 'dhcp'>,
  port: ApiPort,
): Promise<LabVm> {
  const [network, subnets] = await Promise.all([
    client.networks.get(port.network_id),
    client.subnets.list({ network_id: port.network_id }),
  ])
  const own = port.fixed_ips.map((fixed) => ({ fixed, subnet: subnets.find(({ id }) => id === fixed.subnet_id) }))
  return {
    name,
    netns: vmNetns(lab, name),
    host: port['binding:host_id'],
    portId: port.id,
    networkId: port.network_id,
    macAddress: port.mac_address,
    addresses: own.map(({ fixed, subnet }) => `${fixed.ip_address}/${subnet?.cidr.split('/')[1] ?? '32'}`),
    mtu: network.mtu,
    gateways: own
      .map(({ subnet, fixed }) => gatewayFor(subnet, fixed.ip_address))
      .filter((gateway) => gateway !== undefined),
    ...(dhcp && { families: guestFamilies(port, subnets) }),
  }
}

/** None for the port that is the gateway. */
const gatewayFor = (subnet: ApiSubnet | undefined, own: string): string | undefined =>
  subnet?.gateway_ip === null || subnet?.gateway_ip === own ? undefined : subnet?.gateway_ip

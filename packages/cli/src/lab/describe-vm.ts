import type { Port, Subnet } from '@netloom/core'
import type { ControlClient } from '../control/control-client.ts'
import type { LabVm } from './lab-state.ts'
import { vmNetns } from './names.ts'

/** What a guest on this port would be told by DHCP. */
export async function describeVm(client: ControlClient, lab: string, name: string, port: Port): Promise<LabVm> {
  const [network, subnets] = await Promise.all([
    client.networks.get(port.networkId),
    client.subnets.list({ networkId: port.networkId }),
  ])
  const own = port.fixedIps.map((fixed) => ({ fixed, subnet: subnets.find(({ id }) => id === fixed.subnetId) }))
  return {
    name,
    netns: vmNetns(lab, name),
    host: port.binding.host,
    portId: port.id,
    networkId: port.networkId,
    macAddress: port.macAddress,
    addresses: own.map(({ fixed, subnet }) => `${fixed.ipAddress}/${subnet?.cidr.split('/')[1] ?? '32'}`),
    mtu: network.mtu,
    gateways: own
      .map(({ subnet, fixed }) => gatewayFor(subnet, fixed.ipAddress))
      .filter((gateway) => gateway !== undefined),
  }
}

/** None for the port that is the gateway. */
const gatewayFor = (subnet: Subnet | undefined, own: string): string | undefined =>
  subnet?.gatewayIp === null || subnet?.gatewayIp === own ? undefined : subnet?.gatewayIp

import { DHCP_PORT_OWNER, type DhcpNetwork, type DhcpPortItem } from '@netloom/core/dhcp'
import { dhcpPort, dhcpSubnet } from '../../dhcp/dhcp-items.ts'

const NETWORK = '5a6fbd5c-0000-4000-8000-000000000001'
const SUBNET4 = '44444444-0000-4000-8000-000000000004'
const SUBNET6 = '66666666-0000-4000-8000-000000000006'

export interface SampleDhcp {
  /** Another first digit is another network. */
  readonly digit?: number
  readonly guests?: number
  /** Each guest's `dns_name` and option value. */
  readonly text?: string
}

/** A network with a subnet of each IP version, a server's port and guests. */
export function sampleDhcpNetwork({ digit = 5, guests = 3, text = 'vm' }: SampleDhcp = {}): DhcpNetwork {
  const id = `${String(digit)}${NETWORK.slice(1)}`
  const own = guest(0, digit, { deviceOwner: DHCP_PORT_OWNER, deviceId: `dhcp-${id}` })
  const others = Array.from({ length: guests }, (_, index) =>
    guest(index + 1, digit, {
      dnsName: text,
      extraDhcpOptions: [{ name: 'bootfile-name', value: text, ipVersion: 4 }],
    }),
  )
  return {
    network: { id, adminStateUp: true, mtu: 1450, dnsDomain: 'example.org', leaseDuration: 3600 },
    subnets: [
      dhcpSubnet({ id: SUBNET4 }),
      dhcpSubnet({
        id: SUBNET6,
        ipVersion: 6,
        cidr: 'fd00:6::/64',
        gatewayIp: 'fd00:6::1',
        ipv6RaMode: 'dhcpv6-stateful',
        ipv6AddressMode: 'dhcpv6-stateful',
      }),
    ],
    ports: [own, ...others],
    own,
  }
}

function guest(index: number, digit: number, change: Partial<DhcpPortItem>): DhcpPortItem {
  const low = String(index + 10)
  return dhcpPort({
    id: `${String(digit)}${low.padStart(7, '0')}-0000-4000-8000-000000000009`,
    macAddress: `fa:16:3e:00:0${String(digit)}:${low}`,
    fixedIps: [
      { subnetId: SUBNET4, ipAddress: `10.0.0.${low}` },
      { subnetId: SUBNET6, ipAddress: `fd00:6::${low}` },
    ],
    ...change,
  })
}

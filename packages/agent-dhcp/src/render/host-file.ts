import type { DhcpNetwork, DhcpPortItem } from '@netloom/core/dhcp'
import type { DhcpOptions } from './dhcp-options.ts'
import { hostName } from './host-names.ts'
import { clientId } from './plain-text.ts'
import { isAddressed, isStateless, type ServedSubnet } from './served-network.ts'

const CLIENT_ID = new Set(['client-id', '61'])

/** Mark of a port's own options in the `opts` file. */
export const portTag = (portId: string): string => `port-${portId}`

/** Lines of `--dhcp-hostsfile`: who gets which address. A MAC that is not in it gets none. */
export function hostFile(
  { network, ports }: DhcpNetwork,
  subnets: readonly ServedSubnet[],
  { addressList6 = false }: Pick<DhcpOptions, 'addressList6'>,
): string {
  const byId = new Map(subnets.map((subnet) => [subnet.id, subnet]))
  const lines: string[] = []
  for (const port of ports) {
    const marks = marksOf(port)
    const addresses6: string[] = []
    for (const { subnetId, ipAddress } of port.fixedIps) {
      const subnet = byId.get(subnetId)
      if (subnet === undefined) continue
      if (isStateless(subnet)) lines.push([port.macAddress, ...marks, ...nameless(marks)].join(','))
      if (!isAddressed(subnet)) continue
      if (subnet.ipVersion === 6 && addressList6) addresses6.push(ipAddress)
      else lines.push(line(port, marks, network, [ipAddress]))
    }
    if (addresses6.length > 0) lines.push(line(port, marks, network, addresses6))
  }
  return text([...new Set(lines)])
}

/** Lines of `--addn-hosts`. The full name comes first, so that it is what a reverse lookup finds. */
export function nameFile({ network, ports }: DhcpNetwork): string {
  const lines = ports.flatMap((port) =>
    port.fixedIps.map(({ ipAddress }) => {
      const { full, short } = hostName(port, ipAddress, network)
      return full === short ? `${ipAddress}\t${short}` : `${ipAddress}\t${full} ${short}`
    }),
  )
  return text(lines)
}

/** A lease for each address of IPv4: a server that takes over must not refuse what another one has given. */
export function firstLeases({ network, ports }: DhcpNetwork, subnets: readonly ServedSubnet[]): readonly string[] {
  const served = new Set(subnets.filter(({ ipVersion }) => ipVersion === 4).map(({ id }) => id))
  return ports.flatMap((port) =>
    port.fixedIps
      .filter(({ subnetId }) => served.has(subnetId))
      .map(({ ipAddress }) => `${port.macAddress} ${ipAddress} ${hostName(port, ipAddress, network).short} *`),
  )
}

/** Addresses of ports that were taken off their wires, and when: whoever comes next has a DUID of its own. */
export const unleased = ({ ports }: DhcpNetwork): readonly string[] =>
  ports.flatMap(({ fixedIps, unwiredAt }) =>
    unwiredAt === undefined
      ? []
      : fixedIps.flatMap(({ ipAddress }) => (ipAddress.includes(':') ? [`${ipAddress} ${String(unwiredAt)}`] : [])),
  )

function line(
  port: DhcpPortItem,
  marks: readonly string[],
  network: DhcpNetwork['network'],
  addresses: readonly string[],
): string {
  const { full, short } = hostName(port, addresses[0] ?? '', network)
  // Without a domain a name may look like a lease time, an address or a word of dnsmasq's (`60`, `10.0.0.9`, `ignore`).
  const name = full === short ? `${short}.` : full
  const shown = addresses.map((address) => (address.includes(':') ? `[${address}]` : address))
  return [port.macAddress, ...marks, name, ...shown].join(',')
}

function marksOf({ id, extraDhcpOptions }: DhcpPortItem): readonly string[] {
  if (extraDhcpOptions.length === 0) return []
  const given = extraDhcpOptions.find(({ name }) => CLIENT_ID.has(name))
  const known = given === undefined ? undefined : clientId(given.value)
  return [...(known === undefined ? [] : [`id:${known}`]), `set:${portTag(id)}`]
}

/** A line must say something beside the MAC. */
const nameless = (marks: readonly string[]): readonly string[] => (marks.length === 0 ? ['set:stateless'] : [])

export const isClientId = (name: string): boolean => CLIENT_ID.has(name)

const text = (lines: readonly string[]): string => lines.map((one) => `${one}\n`).join('')

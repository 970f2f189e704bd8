import { join } from 'node:path'
import type { RouterAddress } from '../wire/router-items.ts'
import type { L3Options } from './l3-options.ts'
import { LEAST_IPV6_MTU, STATE_PATH } from './l3-options.ts'
import { namespaceOf } from './names.ts'
import type { ServedInterface, ServedRouter } from './served-router.ts'
import type { AdvertiserState } from './states.ts'

export const ADVERTISEMENTS = 'radvd.conf'
/** Neutron: MAX_RDNSS_ENTRIES, what RFC 8106 lets a guest keep. */
const MOST_SERVERS = 3

export const advertisementsDirectory = ({ advertisements = join(STATE_PATH, 'ra') }: L3Options): string =>
  advertisements

/** Who tells guests their prefixes and that the router is theirs; nobody where no subnet asks for it. Pure. */
export function renderAdvertiser(
  { router, interfaces }: ServedRouter,
  options: L3Options,
): AdvertiserState | undefined {
  const parts = interfaces.flatMap((one) => interfaceText(one, options))
  if (parts.length === 0) return undefined
  const directory = join(advertisementsDirectory(options), router.id)
  const files = ['-C', join(directory, ADVERTISEMENTS), '-p', join(directory, 'pid')]
  const { advertiserUser = 'radvd' } = options
  return {
    ...{ kind: 'router-advertiser', id: router.id, namespace: namespaceOf(router.id), directory, running: true },
    arguments: ['radvd', ...files, '-m', 'syslog', ...(advertiserUser === 'root' ? [] : ['-u', advertiserUser])],
    files: { [ADVERTISEMENTS]: parts.join('') },
  }
}

function interfaceText({ kind, inner, mtu, addresses }: ServedInterface, options: L3Options): readonly string[] {
  const advertised = addresses.filter(({ ipVersion, ipv6RaMode }) => ipVersion === 6 && ipv6RaMode !== null)
  if (kind !== 'internal' || advertised.length === 0 || mtu < LEAST_IPV6_MTU) return []
  const { leastAdvertisementInterval = 30, mostAdvertisementInterval = 100 } = options
  const isAny = (mode: string): boolean => advertised.some(({ ipv6RaMode }) => ipv6RaMode === mode)
  const servers = [...new Set(advertised.flatMap(({ dnsNameservers }) => dnsNameservers))].filter(isIpv6)
  const lines = [
    'AdvSendAdvert on;',
    `MinRtrAdvInterval ${String(leastAdvertisementInterval)};`,
    `MaxRtrAdvInterval ${String(mostAdvertisementInterval)};`,
    `AdvLinkMTU ${String(mtu)};`,
    ...(isAny('dhcpv6-stateful') ? ['AdvManagedFlag on;'] : []),
    ...(isAny('dhcpv6-stateless') ? ['AdvOtherConfigFlag on;'] : []),
    ...(servers.length === 0 ? [] : [`RDNSS ${servers.slice(0, MOST_SERVERS).join(' ')} {};`]),
    ...advertised.map(prefixText),
  ]
  return [`interface ${inner}\n{\n${lines.map((line) => `  ${line}\n`).join('')}};\n`]
}

const isIpv6 = (address: string): boolean => /^[0-9a-fA-F:.]+$/.test(address) && address.includes(':')

/** Guests make their own addresses, unless a DHCP server gives them out. */
const prefixText = ({ cidr, ipv6RaMode }: RouterAddress): string =>
  `prefix ${cidr} { AdvOnLink on; AdvAutonomous ${ipv6RaMode === 'dhcpv6-stateful' ? 'off' : 'on'}; };`

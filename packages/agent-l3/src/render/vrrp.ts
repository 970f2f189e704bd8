import { join } from 'node:path'
import type { Rendered } from '@netloom/core'
import { linkLocalAddress } from '@netloom/core/kit'
import { metadataAddresses } from './metadata.ts'
import { LEAST_IPV6_MTU, type L3Options, STATE_PATH, type VrrpOptions } from './l3-options.ts'
import { namespaceOf, tapOf } from './names.ts'
import { renderRoutes } from './router-routes.ts'
import { type ServedHa, type ServedInterface, type ServedRouter, withLength } from './served-router.ts'
import type { NamespacePortState, NamespaceRouteState, VrrpState } from './states.ts'

export const VRRP_FILE = 'keepalived.conf'
export const CHECK_FILE = 'check-gateways.sh'
/** Seconds from taking over until neighbours hear of it again; keepalived tells them at once, too. */
const ANNOUNCE_AGAIN = 1
/**
 * Seconds between announcements of who stays active. After two were active at once (a partition that healed, versions of VRRP that
 * differed) switches know its MAC where the other one was, and send it nothing to which it could answer.
 */
const ANNOUNCE_ALWAYS = 5

export const vrrpDirectory = ({ vrrp }: L3Options): string => vrrp?.directory ?? join(STATE_PATH, 'ha_confs')

/** An address that VRRP moves. */
export interface MovedAddress {
  readonly inner: string
  readonly macAddress: string
  /** With prefix length. */
  readonly address: string
}

/** What is on the interfaces of the active host: their addresses, and the one of link scope that each has for IPv6. Pure. */
export const movedAddresses = (
  { interfaces }: Pick<ServedRouter, 'interfaces'>,
  options: L3Options,
): readonly MovedAddress[] =>
  interfaces.flatMap((one) => {
    const { inner, macAddress, addresses, mtu } = one
    const own = [...addresses.map(withLength).sort(), `${linkLocalAddress(macAddress)}/64`]
    return [...own, ...metadataAddresses(one, options)]
      .filter((address) => mtu >= LEAST_IPV6_MTU || !address.includes(':'))
      .map((address) => ({ inner, macAddress, address }))
  })

/** Interfaces of a router of which several hosts have the same ones: what is on them is VRRP's. Pure. */
export function renderHaPorts(served: ServedRouter, ha: ServedHa, options: L3Options): readonly Rendered[] {
  const moved = movedAddresses(served, options)
  const port = (one: ServedInterface, addresses: readonly string[], movable: readonly string[]): Rendered => {
    const state: NamespacePortState = {
      ...{ kind: 'namespace-port', namespace: namespaceOf(served.router.id), device: tapOf(one.portId) },
      ...{ inner: one.inner, macAddress: one.macAddress, mtu: one.mtu, addresses, movable },
    }
    return { state, rule: `${one.kind} interface` }
  }
  return [
    port(ha.interface, ha.interface.addresses.map(withLength).sort(), [ha.address]),
    ...served.interfaces.map((one) =>
      port(
        one,
        [],
        moved.flatMap(({ inner, address }) => (inner === one.inner ? [address] : [])),
      ),
    ),
  ]
}

/**
 * Who is active. The address by which that is known is the only one of which VRRP speaks; the others follow it. Floating IPs are not
 * among them: one more shall not make keepalived read its file again. Pure.
 */
export function renderVrrp(served: ServedRouter, ha: ServedHa, options: L3Options): VrrpState {
  const { id } = served.router
  const directory = join(vrrpDirectory(options), id)
  const file = (name: string): string => join(directory, name)
  const { healthCheckInterval = 0 } = options.vrrp ?? {}
  const gateways = gatewaysOf(served)
  const isChecked = healthCheckInterval > 0 && gateways.length > 0
  return {
    ...{ kind: 'router-vrrp', id, namespace: namespaceOf(id), directory, running: true },
    arguments: ['keepalived', '-P', '-f', file(VRRP_FILE), '-p', file('pid'), '-r', file('pid-vrrp')],
    files: {
      [VRRP_FILE]: configurationOf(served, ha, options, isChecked ? file(CHECK_FILE) : undefined),
      ...(isChecked && { [CHECK_FILE]: checkOf(ha, gateways) }),
    },
  }
}

function configurationOf(
  served: ServedRouter,
  { interface: { inner }, address, virtualRouterId, priority }: ServedHa,
  options: L3Options,
  check: string | undefined,
): string {
  const { healthCheckInterval = 0, ...vrrp } = options.vrrp ?? {}
  const interval = vrrp.advertisementInterval ?? 2
  const script = `check_${String(virtualRouterId)}`
  const routes = renderRoutes(served, options).map(({ state }) => routeLine(state))
  const moved = movedAddresses(served, options)
  return [
    'global_defs {',
    `  router_id ${served.router.id}`,
    // VRRP 3 alone knows parts of a second.
    ...(Number.isInteger(interval) ? [] : ['  vrrp_version 3']),
    '}',
    ...(check === undefined ? [] : scriptLines(script, check, healthCheckInterval)),
    `vrrp_instance VR_${String(virtualRouterId)} {`,
    '  state BACKUP',
    `  interface ${inner}`,
    `  virtual_router_id ${String(virtualRouterId)}`,
    `  priority ${String(priority)}`,
    `  garp_master_delay ${String(ANNOUNCE_AGAIN)}`,
    `  garp_master_refresh ${String(ANNOUNCE_ALWAYS)}`,
    '  garp_master_refresh_repeat 1',
    '  nopreempt',
    `  advert_int ${String(interval)}`,
    ...passwordLines(vrrp),
    ...(check === undefined ? [] : ['  track_script {', `    ${script}`, '  }']),
    ...block('virtual_ipaddress', [`${address} dev ${inner}`]),
    ...block('virtual_ipaddress_excluded', moved.map(addressLine)),
    ...block('virtual_routes', routes),
    '}',
    '',
  ].join('\n')
}

const block = (name: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`  ${name} {`, ...lines.map((line) => `    ${line}`), '  }']

/**
 * An interface that is down does not change who is active: the others may have the same trouble. The MAC address is for who reads the
 * file to tell neighbours.
 */
const addressLine = ({ inner, address, macAddress }: MovedAddress): string =>
  `${address} dev ${inner}${address.startsWith('fe80:') ? ' scope link' : ''} no_track # ${macAddress}`

/** A nexthop may lie outside what the device has addresses of. Of keepalived's protocol: those of `static` are the agent's. */
function routeLine({ destination, hops }: NamespaceRouteState): string {
  const way = ({ via, inner }: NamespaceRouteState['hops'][number]): string =>
    via === undefined ? `dev ${inner} scope link` : `via ${via} dev ${inner} onlink`
  const [first] = hops
  if (hops.length === 1 && first !== undefined) return `${destination} ${way(first)} no_track`
  return `${destination} ${hops.map((hop) => `nexthop ${way(hop)}`).join(' ')} no_track`
}

const passwordLines = ({ password, authentication = 'PASS' }: VrrpOptions): readonly string[] =>
  password === undefined
    ? []
    : ['  authentication {', `    auth_type ${authentication}`, `    auth_pass ${password}`, '  }']

const scriptLines = (name: string, check: string, interval: number): readonly string[] => [
  `vrrp_script ${name} {`,
  `  script "/bin/sh ${check}"`,
  `  interval ${String(interval)}`,
  '  fall 2',
  '  rise 2',
  '  user root',
  '}',
]

const gatewaysOf = ({ gateway }: ServedRouter): readonly string[] => [
  ...new Set(gateway?.addresses.flatMap(({ gatewayIp }) => gatewayIp ?? []) ?? []),
]

/** One that stands by has no way to ask. */
const checkOf = ({ address }: ServedHa, gateways: readonly string[]): string =>
  [
    `ip addr show to ${address.split('/')[0] ?? ''} | grep -q . || exit 0`,
    ...gateways.map((one) => `ping -c 1 -w 1 ${one} >/dev/null || exit 1`),
    '',
  ].join('\n')

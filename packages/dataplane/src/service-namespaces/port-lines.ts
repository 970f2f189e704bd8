import type { Step } from '@netloom/core'
import { linkLocalAddress } from '@netloom/core/kit'
import type { NamespacePortState } from './namespace-state.ts'

/* Lines for `ip -batch`: those told inside a namespace, and those told on the host. Pure. */

export const madeLines = (state: NamespacePortState): readonly string[] => [
  ...[pairLine(state, '<host>'), ...innerLines(state)].map((line) => `ip -n ${state.namespace} ${line}`),
  `ethtool -K ${state.inner} tx off`,
  ...outerLines(state).map((line) => `ip ${line}`),
]

/**
 * Made inside, by a tool that ends: whoever names a namespace holds it open, and the long-lived one on the host would for ever.
 * `home` = namespace of the host, by name or by the id of a process.
 */
export const pairLine = ({ device, inner, macAddress, mtu }: NamespacePortState, home: string): string =>
  `link add name ${inner} address ${macAddress} mtu ${String(mtu)} type veth peer name ${device} mtu ${String(mtu)} netns ${home}`

export const outerLines = ({ device, mtu }: NamespacePortState): readonly string[] => [
  `link set dev ${device} mtu ${String(mtu)} up`,
]

export const innerLines = ({ inner, macAddress, addresses, movable }: NamespacePortState): readonly string[] => [
  'link set dev lo up',
  ...ipv4First(
    addresses.map((address) => addressLine(address, inner)),
    [
      `link set dev ${inner} addrgenmode none`,
      ...(movable === undefined ? [addressLine(`${linkLocalAddress(macAddress)}/64`, inner)] : []),
    ],
  ),
  `link set dev ${inner} up`,
]

export const isIpv6Line = (line: string): boolean => /addrgenmode|^addr \S+ \S*:/.test(line)

/** What a link without IPv6 refuses comes last, so that all else is done by then. */
const ipv4First = (lines: readonly string[], before6: readonly string[] = []): readonly string[] => [
  ...lines.filter((line) => !isIpv6Line(line)),
  ...before6,
  ...lines.filter(isIpv6Line),
]

/** They are known to be its own: looking for others first (RFC 4862, 5.4) would hold up what serves there for seconds. */
const addressLine = (address: string, inner: string): string =>
  `addr replace ${address} dev ${inner}${address.includes(':') ? ' nodad' : ''}`

export type PortStep = Step<NamespacePortState>

export type ChangeStep = PortStep & { readonly op: 'replace' }

/** The same pair with other addresses: what lives on it does not notice. */
export const isChange = (step: PortStep): step is ChangeStep =>
  step.op === 'replace' && step.actual.namespace === step.state.namespace && step.actual.inner === step.state.inner

export function changeLines({ state, actual }: ChangeStep): readonly string[] {
  const { inner, macAddress, mtu, movable = [] } = state
  const stale = actual.addresses.filter((address) => !state.addresses.includes(address) && !movable.includes(address))
  const added = state.addresses.filter((address) => !actual.addresses.includes(address))
  // With its last address of IPv4 a link loses all routes; with the first one of a subnet it may lose the others of it.
  const isReplaced = stale.length > 0
  return ipv4First([
    ...(isReplaced ? added.map((address) => addressLine(address, inner)) : []),
    ...stale.map((address) => `addr del ${address} dev ${inner}`),
    ...(actual.macAddress === macAddress ? [] : [`link set dev ${inner} address ${macAddress}`]),
    `link set dev ${inner} mtu ${String(mtu)} up`,
    ...added.map((address) => addressLine(address, inner)),
  ])
}

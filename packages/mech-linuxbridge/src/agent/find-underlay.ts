import { parseIp } from 'ip-bigint'
import { isIP } from 'node:net'
import type { ConfigurationProblem } from '@netloom/core'
import { BRIDGE_PREFIX } from './device-names.ts'

export type Underlay =
  | { readonly type: 'found'; readonly device: string }
  | { readonly type: 'missing'; readonly problem: ConfigurationProblem }

/**
 * The device that has `localIp`, looked up in what `ip -j addr` printed (parsed). Without it no tunnel can end here, so the
 * problem lists the addresses there are. A bridge of a flat network has the address of the one of `interfaces` in it, which is
 * the underlay all the same: tunnels were made on it before, and are there when the network is gone. Pure.
 */
export function findUnderlay(
  addresses: unknown,
  localIp: string,
  where = '[vxlan] local_ip',
  interfaces: readonly string[] = [],
): Underlay {
  const found = readAddresses(addresses)
  const device = found.find(({ address }) => isSameAddress(address, localIp))?.device
  if (device !== undefined) return { type: 'found', device: interfaceBehind(addresses, device, interfaces) ?? device }
  const there = found
    .filter(({ isUsable }) => isUsable)
    .map(({ address, device: name }) => `${address} (${name})`)
    .join(', ')
  const remedy = there === '' ? 'give this host an address that other hosts reach' : `use one of ${there}`
  return { type: 'missing', problem: { where, value: localIp, problem: 'is not an address of this host', remedy } }
}

const interfaceBehind = (links: unknown, bridge: string, interfaces: readonly string[]): string | undefined =>
  records(links)
    .filter(({ master }) => bridge.startsWith(BRIDGE_PREFIX) && master === bridge)
    .flatMap(({ ifname }) => (typeof ifname === 'string' ? [ifname] : []))
    .find((name) => interfaces.includes(name))

interface HostAddress {
  readonly device: string
  readonly address: string
  /** Other hosts can reach it: neither of the loopback nor bound to one link. */
  readonly isUsable: boolean
}

function readAddresses(links: unknown): readonly HostAddress[] {
  return records(links).flatMap((link) => {
    const device = link['ifname']
    if (typeof device !== 'string') return []
    return records(link['addr_info']).flatMap(({ local, scope }) =>
      typeof local === 'string' ? [{ device, address: local, isUsable: scope === 'global' || scope === 'site' }] : [],
    )
  })
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) return []
  return value.filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null)
}

/** An IPv6 address has several spellings. */
function isSameAddress(a: string, b: string): boolean {
  return isIP(a) !== 0 && isIP(a) === isIP(b) && parseIp(a).number === parseIp(b).number
}

import type { ConfigurationProblem } from '@netloom/core'
import { deviceOfAddress } from '@netloom/dataplane'
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
  const found = deviceOfAddress(addresses, localIp)
  if ('device' in found) {
    const { device } = found
    return { type: 'found', device: interfaceBehind(addresses, device, interfaces) ?? device }
  }
  const { remedy } = found
  return { type: 'missing', problem: { where, value: localIp, problem: 'is not an address of this host', remedy } }
}

const interfaceBehind = (links: unknown, bridge: string, interfaces: readonly string[]): string | undefined =>
  records(links)
    .filter(({ master }) => bridge.startsWith(BRIDGE_PREFIX) && master === bridge)
    .flatMap(({ ifname }) => (typeof ifname === 'string' ? [ifname] : []))
    .find((name) => interfaces.includes(name))

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) return []
  return value.filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null)
}

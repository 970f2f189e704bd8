import type { InterfaceRow } from '../ovsdb/switch-tables.ts'
import { readTunnel, writeTunnelOptions } from './tunnel-options.ts'

/** What ovs-vswitchd, or a look at its options, finds wrong with a device; undefined = nothing. */
export function faultOf(device: InterfaceRow | undefined): string | undefined {
  if (device === undefined) return undefined
  // The other end of a cable that is missing is missed by itself.
  if (device.error !== undefined && device.type !== 'patch') return device.error
  const tunnel = readTunnel(device.type, device.options)
  if (tunnel === undefined) return undefined
  const wanted = writeTunnelOptions(tunnel)
  return wanted.size === device.options.size && [...wanted].every(([key, value]) => device.options.get(key) === value)
    ? undefined
    : 'its options were changed'
}

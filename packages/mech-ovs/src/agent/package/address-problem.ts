import { isIP } from 'node:net'
import { parseIp } from 'ip-bigint'
import type { ConfigurationProblem } from '@netloom/core'

interface FoundAddress {
  readonly device: string
  readonly address: string
  /** Other hosts can reach it: neither of the loopback nor bound to one link. */
  readonly isUsable: boolean
}

/** What is wrong when no device has `localIp`, by what `ip -j addr` printed (parsed), with the addresses there are. Pure. */
export function addressProblem(links: unknown, localIp: string, where: string): ConfigurationProblem | undefined {
  const found = readAddresses(links)
  if (found.some(({ address }) => isSameAddress(address, localIp))) return undefined
  const there = found
    .filter(({ isUsable }) => isUsable)
    .map(({ address, device }) => `${address} (${device})`)
    .join(', ')
  const remedy = there === '' ? 'give this host an address that other hosts reach' : `use one of ${there}`
  return { where, value: localIp, problem: 'is not an address of this host', remedy }
}

function readAddresses(links: unknown): readonly FoundAddress[] {
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

import { isIP } from 'node:net'
import { canonicalAddress } from '@netloom/core/kit'

export interface HostAddress {
  readonly device: string
  readonly address: string
  /** Other hosts can reach it: neither of the loopback nor bound to one link. */
  readonly isUsable: boolean
}

/** What `ip -j addr` printed (parsed), as a list. Pure. */
export function addressesOf(links: unknown): readonly HostAddress[] {
  return records(links).flatMap((link) => {
    const device = link['ifname']
    if (typeof device !== 'string') return []
    return records(link['addr_info']).flatMap(({ local, scope }) =>
      typeof local === 'string' ? [{ device, address: local, isUsable: scope === 'global' || scope === 'site' }] : [],
    )
  })
}

/** The device that has an address, however that is written; else what could be used instead, for a message. Pure. */
export function deviceOfAddress(
  links: unknown,
  address: string,
): { readonly device: string } | { readonly remedy: string } {
  const found = addressesOf(links)
  const wanted = canonicalAddress(address)
  const device = found.find((one) => isIP(address) !== 0 && canonicalAddress(one.address) === wanted)?.device
  if (device !== undefined) return { device }
  const there = found
    .filter(({ isUsable }) => isUsable)
    .map((one) => `${one.address} (${one.device})`)
    .join(', ')
  return { remedy: there === '' ? 'give this host an address that other hosts reach' : `use one of ${there}` }
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) return []
  return value.filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null)
}

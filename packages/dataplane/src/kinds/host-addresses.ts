import type { Command, HostAccess } from '@netloom/core'
import { GONE } from './already-gone.ts'
import { deviceRows, flag, number, text, type Row } from './device-rows.ts'
import { deviceWord, ipWord, macWord, numberWord } from './argument-words.ts'

/** What a device has that belongs to the host itself: it goes where the host can be reached. */
export interface HostAddresses {
  readonly device: string
  readonly mac: string | undefined
  /** Rows of `ip addr`, in order: the first of a prefix is what the host sends from. */
  readonly addresses: readonly Row[]
  /** Rows of `ip route`, those that somebody set. */
  readonly routes: readonly (Row & { readonly family: 'inet' | 'inet6' })[]
}

const FOREVER = 0xff_ff_ff_ff
const SCOPE = /^(?:global|site|link)$/
const ALREADY_GONE = /Address not found|Cannot assign requested address|Cannot find device/

/** Addresses that a device holds for the host. Link-local ones of IPv6 are each device's own; temporary ones are made anew. */
export async function addressRows(host: HostAccess, device: string): Promise<readonly Row[]> {
  return addressesOf((await deviceRows(host, 'ip', ['addr', 'show'], 'ifname', { devices: new Set([device]) }))[0]?.row)
}

export async function readHostAddresses(host: HostAccess, device: string): Promise<HostAddresses> {
  const [link] = await deviceRows(host, 'ip', ['addr', 'show'], 'ifname', { devices: new Set([device]) })
  const addresses = addressesOf(link?.row)
  const routes =
    addresses.length === 0 ? [] : [...(await routesOf(host, device, 4)), ...(await routesOf(host, device, 6))]
  return { device, mac: text(link?.row, 'address'), addresses, routes }
}

function addressesOf(link: Row | undefined): readonly Row[] {
  const rows: unknown = link?.['addr_info']
  return (Array.isArray(rows) ? (rows as readonly Row[]) : []).filter((row) => {
    const scope = text(row, 'scope') ?? ''
    if (text(row, 'family') === 'inet') return SCOPE.test(scope)
    return text(row, 'family') === 'inet6' && scope === 'global' && !flag(row, 'temporary')
  })
}

async function routesOf(host: HostAccess, device: string, version: 4 | 6): Promise<HostAddresses['routes']> {
  const rows = await host.json('ip', [`-${String(version)}`, 'route', 'show', 'dev', device])
  const family = version === 4 ? ('inet' as const) : ('inet6' as const)
  // The kernel makes those of the addresses themselves. A next hop of the other family (`via`) stays where it is.
  return (Array.isArray(rows) ? (rows as readonly Row[]) : [])
    .filter((row) => text(row, 'protocol') !== 'kernel' && row['via'] === undefined)
    .map((row) => ({ ...row, family }))
}

/** Gives `to` what a device has, which keeps its own until `dropCommands`, so that the host is never without. Pure. */
export function takeCommands({ addresses, routes }: HostAddresses, to: string): readonly Command[] {
  const device = deviceWord(to)
  const hasIpv6 = addresses.some((row) => text(row, 'family') === 'inet6')
  return [
    ...(hasIpv6 ? [{ tool: 'sysctl', args: [`net/ipv6/conf/${device}/disable_ipv6=0`] } as const] : []),
    ...addresses.map((row) => ip('addr', 'replace', ...addressWords(row), 'dev', device, ...addressOptions(row))),
    ...routes.map((row) => ip('route', 'replace', ...routeWords(row), 'dev', device, ...routeOptions(row))),
  ]
}

/** Ends the old device's share, last first: the first of a prefix takes the others along. Pure. */
export const dropCommands = ({ device, addresses }: HostAddresses): readonly Command[] =>
  [...addresses].reverse().map((row) => ({
    ...ip('addr', 'del', ...addressWords(row), 'dev', deviceWord(device)),
    tolerate: ALREADY_GONE,
  }))

/** A bridge keeps the MAC under which the host is known, whatever joins it. Pure. */
export const keepMac = ({ mac, addresses }: HostAddresses, bridge: string): readonly Command[] =>
  mac === undefined || addresses.length === 0
    ? []
    : [{ ...ip('link', 'set', 'dev', deviceWord(bridge), 'address', macWord(mac)), tolerate: GONE }]

const ip = (...args: string[]): Command => ({ tool: 'ip', args })

function addressWords(row: Row): readonly string[] {
  const prefix = `/${numberWord('prefix length', number(row, 'prefixlen') ?? -1, 0, 128)}`
  const local = ipWord(text(row, 'local') ?? '')
  const peer = text(row, 'address')
  return peer === undefined ? [local + prefix] : [local, 'peer', ipWord(peer) + prefix]
}

function addressOptions(row: Row): readonly string[] {
  const broadcast = text(row, 'broadcast')
  const metric = number(row, 'metric')
  const lifetimes = [
    ...lifetime(row, 'valid_life_time', 'valid_lft'),
    ...lifetime(row, 'preferred_life_time', 'preferred_lft'),
  ]
  return [
    ...(broadcast === undefined ? [] : ['broadcast', ipWord(broadcast)]),
    ...['scope', text(row, 'scope') ?? 'global'],
    ...(metric === undefined ? [] : ['metric', String(metric)]),
    ...lifetimes,
    ...(flag(row, 'noprefixroute') ? ['noprefixroute'] : []),
    // The host has proved it to be its own already.
    ...(text(row, 'family') === 'inet6' ? ['nodad'] : []),
  ]
}

function lifetime(row: Row, field: string, word: string): readonly string[] {
  const seconds = number(row, field) ?? FOREVER
  return seconds === FOREVER ? [] : [word, numberWord(word, seconds, 0, FOREVER)]
}

function routeWords(row: HostAddresses['routes'][number]): readonly string[] {
  const to = text(row, 'dst') ?? ''
  const everywhere = row.family === 'inet' ? '0.0.0.0/0' : '::/0'
  const gateway = text(row, 'gateway')
  return [to === 'default' ? everywhere : to, ...(gateway === undefined ? [] : ['via', ipWord(gateway)])]
}

function routeOptions(row: Row): readonly string[] {
  const source = text(row, 'prefsrc')
  const metric = number(row, 'metric')
  const protocol = text(row, 'protocol')
  const flags: unknown = row['flags']
  return [
    ...(source === undefined ? [] : ['src', ipWord(source)]),
    ...(metric === undefined ? [] : ['metric', String(metric)]),
    ...(protocol === undefined ? [] : ['proto', protocol]),
    ...(Array.isArray(flags) && flags.includes('onlink') ? ['onlink'] : []),
  ]
}

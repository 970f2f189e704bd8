import type { Direction } from './table-names.ts'

/** A line of a rule, as `ruleMatches` writes it or the kernel lists it, taken apart. */
export interface RuleLine {
  readonly direction: Direction
  readonly family: 4 | 6
  /** `ip saddr …`; empty = whoever it may be. */
  readonly remote: string
  /** Set that the line looks into; undefined = none. */
  readonly set: string | undefined
  readonly service: Service
}

/** What a line says of the packet itself. Absent = any. */
export interface Service {
  readonly protocol?: number
  /** Of the other end: first and last. */
  readonly ports?: readonly [number, number]
  /** Anything else, in its own words. */
  readonly more?: string
}

const REMOTE = /^ip6? [sd]addr (?:\. meta nfproto )?\S+(?: |$)/
const PORTS = /^(\w+) dport (\d+)(?:-(\d+))?$/
const NUMBERS: Readonly<Record<string, number>> = {
  ...{ tcp: 6, udp: 17, dccp: 33, sctp: 132, udplite: 136 },
  ...{ icmp: 1, icmpv6: 58 },
}

/** Pure. */
export function ruleLine(direction: Direction, text: string): RuleLine {
  const remote = REMOTE.exec(text)?.[0].trim() ?? ''
  const rest = text.slice(remote.length).trim()
  // The kernel does not say the family where the protocol implies it.
  const isV6 = remote === '' ? /icmpv6|nfproto 10|^meta l4proto 58$/.test(rest) : remote.startsWith('ip6 ')
  return {
    direction,
    family: isV6 ? 6 : 4,
    remote,
    set: /@(\S+)$/.exec(remote)?.[1],
    service: serviceOf(rest.replace(/^meta nfproto (?:2|10) ?/, '')),
  }
}

function serviceOf(text: string): Service {
  if (text === '') return {}
  const [, number] = /^meta l4proto (\d+)$/.exec(text) ?? []
  if (number !== undefined) return { protocol: Number(number) }
  const [, name = '', first, last = first] = PORTS.exec(text) ?? []
  const protocol = NUMBERS[name === '' ? (text.split(' ')[0] ?? '') : name]
  return {
    ...(protocol !== undefined && { protocol }),
    ...(first === undefined ? { more: text } : { ports: [Number(first), Number(last)] }),
  }
}

/** Whether all that the other line allows is allowed by this one, as far as their words tell. Pure. */
export const covers = (one: RuleLine, other: RuleLine): boolean =>
  one.direction === other.direction &&
  one.family === other.family &&
  (one.remote === '' || one.remote === other.remote) &&
  isWithin(other.service, one.service)

function isWithin(narrow: Service, wide: Service): boolean {
  if (wide.protocol !== undefined && wide.protocol !== narrow.protocol) return false
  if (wide.more !== undefined && wide.more !== narrow.more) return false
  if (wide.ports === undefined) return true
  const { ports } = narrow
  return ports !== undefined && wide.ports[0] <= ports[0] && ports[1] <= wide.ports[1]
}

import { isIP } from 'node:net'
import { parseIp, stringifyIp } from 'ip-bigint'

/** VNIs with a group of their own. */
export interface MulticastRange {
  readonly group: string
  readonly first: number
  readonly last: number
}

/** Groups that broadcast of networks without population goes to. */
export interface MulticastGroups {
  /** One address for all networks, or a CIDR that spreads them: group = base + (VNI and host mask). null = none. */
  readonly vxlanGroup: string | null
  /** Take precedence over `vxlanGroup`. */
  readonly multicastRanges: readonly MulticastRange[]
}

/** The group of one network; undefined = there is none. */
export function multicastGroup(vni: number, { vxlanGroup, multicastRanges }: MulticastGroups): string | undefined {
  const range = multicastRanges.find(({ first, last }) => first <= vni && vni <= last)
  if (range !== undefined) return range.group
  if (vxlanGroup === null) return undefined
  const [base = '', length] = vxlanGroup.split('/')
  const { number, version } = parseIp(base)
  const bits = version === 4 ? 32 : 128
  const hostMask = (1n << BigInt(bits - Number(length ?? bits))) - 1n
  return stringifyIp({ number: (number & ~hostMask) | (BigInt(vni) & hostMask), version })
}

/** What is wrong with a group or, where allowed, a CIDR of groups; undefined = nothing. RFC 5771; RFC 4291, 2.7. */
export function groupProblem(group: string, allowCidr: boolean): string | undefined {
  const [base = '', length, ...rest] = group.split('/')
  const version = isIP(base)
  if (version === 0 || rest.length > 0 || base.includes('%')) return 'is no address'
  if (length !== undefined && !allowCidr) return 'is no single address'
  // Every group of a CIDR must be multicast: its prefix includes the one of all multicast.
  const shortest = version === 4 ? 4 : 8
  const longest = version === 4 ? 32 : 128
  const bits = Number(length ?? longest)
  if (!/^\d+$/.test(length ?? '0') || bits > longest) return 'has a prefix length that is out of bounds'
  const multicast = version === 4 ? /^2(2[4-9]|3\d)\./.test(base) : /^ff/i.test(base)
  if (!multicast || bits < shortest) return 'is not multicast'
  return undefined
}

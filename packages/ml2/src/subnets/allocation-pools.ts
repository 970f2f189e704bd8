import {
  type AllocationPool,
  GatewayConflictWithAllocationPoolsError,
  InvalidAllocationPoolError,
  OutOfBoundsAllocationPoolError,
  OverlappingAllocationPoolsError,
} from '@netloom/core'
import { type Address, type Cidr, formatAddress, formatCidr, parseAddress, usableRange } from '@netloom/core/kit'

interface Range {
  readonly first: bigint
  readonly last: bigint
}

/** All that ports may have: the prefix without gateway, network and broadcast address. */
export function defaultPools(cidr: Cidr, gateway: Address | undefined): readonly AllocationPool[] {
  const { first, last } = usableRange(cidr)
  const inside = gateway?.version === cidr.version && gateway.value >= first && gateway.value <= last
  const ranges: readonly Range[] = inside
    ? [
        { first, last: gateway.value - 1n },
        { first: gateway.value + 1n, last },
      ]
    : [{ first, last }]
  return ranges.filter((range) => range.first <= range.last).map((range) => format(cidr, range))
}

/**
 * Canonical pools, in the order given.
 * @throws {InvalidAllocationPoolError} {@link OutOfBoundsAllocationPoolError} {@link OverlappingAllocationPoolsError}
 */
export function checkPools(cidr: Cidr, pools: readonly AllocationPool[]): readonly AllocationPool[] {
  const { first, last } = usableRange(cidr)
  const ranges = pools.map((pool): Range => {
    const start = parseAddress(pool.start)
    const end = parseAddress(pool.end)
    const versions = [start?.version, end?.version]
    if (start === undefined || end === undefined || start.value > end.value)
      throw new InvalidAllocationPoolError(`{'start': '${pool.start}', 'end': '${pool.end}'}`)
    if (versions.some((version) => version !== cidr.version)) throw new InvalidAllocationPoolError(show(pool))
    if (start.value < first || end.value > last) throw new OutOfBoundsAllocationPoolError(show(pool), formatCidr(cidr))
    return { first: start.value, last: end.value }
  })
  const ordered = [...ranges].sort((a, b) => (a.first < b.first ? -1 : 1))
  for (const [index, range] of ordered.entries()) {
    const next = ordered[index + 1]
    if (next !== undefined && next.first <= range.last) {
      throw new OverlappingAllocationPoolsError(show(format(cidr, range)), show(format(cidr, next)), formatCidr(cidr))
    }
  }
  return ranges.map((range) => format(cidr, range))
}

/** @throws {GatewayConflictWithAllocationPoolsError} */
export function requireGatewayOutside(gateway: Address | undefined, pools: readonly AllocationPool[]): void {
  if (gateway === undefined) return
  for (const pool of pools) {
    const start = parseAddress(pool.start)
    const end = parseAddress(pool.end)
    if (start?.version !== gateway.version || end === undefined) continue
    if (gateway.value >= start.value && gateway.value <= end.value) {
      throw new GatewayConflictWithAllocationPoolsError(formatAddress(gateway), show(pool))
    }
  }
}

function format({ version }: Cidr, { first, last }: Range): AllocationPool {
  return { start: formatAddress({ version, value: first }), end: formatAddress({ version, value: last }) }
}

function show({ start, end }: AllocationPool): string {
  return `${start}-${end}`
}

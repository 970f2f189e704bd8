import { addressNumber, includes, joined, overlaps, prefixRange, type Range } from './numbers.ts'
import type { Rows } from './rows.ts'

/** Subnets, pools, allocations and free ranges that do not fit together. */
export function addressProblems(rows: Rows): readonly string[] {
  return [
    ...rows.subnets.flatMap((subnet) => subnetProblems(rows, subnet)),
    ...overlappingSubnets(rows),
    ...twice(rows.ip_allocations.map(({ network_id, ip_address }) => `${network_id} ${ip_address}`)).map(
      (name) => `held twice: ${name}`,
    ),
  ]
}

function subnetProblems(rows: Rows, subnet: Rows['subnets'][number]): readonly string[] {
  const { id, cidr } = subnet
  const whole = prefixRange(cidr)
  const pools = (JSON.parse(subnet.allocation_pools) as { start: string; end: string }[]).map(
    ({ start, end }): Range => ({ first: addressNumber(start), last: addressNumber(end) }),
  )
  const found = pools
    .filter((pool) => !includes(whole, pool) || pool.first > pool.last)
    .map(() => `${id}: pool outside`)
  if (joined(pools).length > 0 && pools.some((a, i) => pools.some((b, j) => i < j && overlaps(a, b)))) {
    found.push(`${id}: pools overlap`)
  }
  if (subnet.gateway_ip !== null) {
    const gateway = addressNumber(subnet.gateway_ip)
    if (pools.some((pool) => includes(pool, one(gateway)))) found.push(`${id}: gateway inside a pool`)
  }
  const held = rows.ip_allocations.filter(({ subnet_id }) => subnet_id === id)
  const values = held.map(({ ip_address, ip_key }) => {
    const value = addressNumber(ip_address)
    if (BigInt(`0x${ip_key}`) !== value) found.push(`${id}: ${ip_address} is filed under ${ip_key}`)
    if (!includes(whole, one(value))) found.push(`${id}: ${ip_address} is outside ${cidr}`)
    return value
  })
  const isAutomatic = subnet.ipv6_address_mode === 'slaac' || subnet.ipv6_address_mode === 'dhcpv6-stateless'
  return isAutomatic ? found : [...found, ...freeProblems(rows, id, pools, values)]
}

/** What is free and what is held makes up the pools, without a rest and without an overlap. */
function freeProblems(rows: Rows, id: string, pools: readonly Range[], held: readonly bigint[]): readonly string[] {
  const free = rows.ipam_free_ranges
    .filter(({ subnet_id }) => subnet_id === id)
    .map(({ first_key, last_key }): Range => ({ first: BigInt(`0x${first_key}`), last: BigInt(`0x${last_key}`) }))
  const inPools = held.map(one).filter((address) => pools.some((pool) => includes(pool, address)))
  const found = inPools
    .filter((address) => free.some((range) => includes(range, address)))
    .map(({ first }) => `${id}: ${first.toString(16)} is held and free`)
  if (text(joined([...free, ...inPools])) !== text(joined(pools))) {
    found.push(`${id}: free ${text(free)} and held ${text(inPools)} are not the pools ${text(pools)}`)
  }
  return found
}

function overlappingSubnets({ subnets }: Rows): readonly string[] {
  return subnets.flatMap((a, index) =>
    subnets
      .slice(index + 1)
      .filter(
        (b) =>
          b.ip_version === a.ip_version &&
          (b.network_id === a.network_id || (a.subnetpool_id !== null && b.subnetpool_id === a.subnetpool_id)) &&
          overlaps(prefixRange(a.cidr), prefixRange(b.cidr)),
      )
      .map((b) => `subnets ${a.id} and ${b.id} overlap: ${a.cidr} ${b.cidr}`),
  )
}

export function twice(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return names.filter((name) => seen.size === seen.add(name).size)
}

const one = (value: bigint): Range => ({ first: value, last: value })
const text = (ranges: readonly Range[]): string =>
  ranges.map(({ first, last }) => `${first.toString(16)}-${last.toString(16)}`).join(' ')

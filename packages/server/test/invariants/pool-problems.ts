import { includes, overlaps, prefixRange } from './numbers.ts'
import type { Rows } from './rows.ts'

/** Subnet pools that lend what is not theirs, address scopes in which a prefix is twice, defaults that are not one. */
export function poolProblems(rows: Rows): readonly string[] {
  return [...strangeSubnets(rows), ...overlappingPools(rows), ...severalDefaults(rows), ...tangledTrunks(rows)]
}

const prefixesOf = (pool: Rows['subnetpools'][number]): readonly string[] => JSON.parse(pool.prefixes) as string[]

function strangeSubnets({ subnets, subnetpools }: Rows): readonly string[] {
  const pools = new Map(subnetpools.map((pool) => [pool.id, pool]))
  return subnets.flatMap(({ id, cidr, subnetpool_id }) => {
    const pool = subnetpool_id === null ? undefined : pools.get(subnetpool_id)
    if (pool === undefined) return []
    const isInside = prefixesOf(pool).some((prefix) => includes(prefixRange(prefix), prefixRange(cidr)))
    return isInside ? [] : [`subnet ${id} has ${cidr}, which is not of its pool ${pool.prefixes}`]
  })
}

function overlappingPools({ subnetpools }: Rows): readonly string[] {
  return subnetpools.flatMap((a, index) =>
    subnetpools
      .slice(index + 1)
      .filter((b) => a.address_scope_id !== null && a.address_scope_id === b.address_scope_id)
      .filter((b) =>
        prefixesOf(a).some((one) => prefixesOf(b).some((other) => overlaps(prefixRange(one), prefixRange(other)))),
      )
      .map((b) => `pools ${a.id} and ${b.id} overlap in scope ${String(a.address_scope_id)}`),
  )
}

function severalDefaults({ subnetpools, networks }: Rows): readonly string[] {
  const pools = [4, 6].map((version) =>
    subnetpools.filter((pool) => pool.is_default === 1 && pool.ip_version === version),
  )
  const found = pools.filter(({ length }) => length > 1).map(({ length }) => `${String(length)} default subnet pools`)
  const external = networks.filter((network) => network.is_default === 1 && network.router_external === 1)
  return external.length > 1 ? [...found, `${String(external.length)} default external networks`] : found
}

/** A subport is in one trunk (the key sees to that) and is no trunk's parent. */
function tangledTrunks({ trunks, subports }: Rows): readonly string[] {
  const parents = new Set(trunks.map(({ port_id }) => port_id))
  return subports
    .filter(({ port_id }) => parents.has(port_id))
    .map(({ port_id }) => `subport ${port_id} is a parent, too`)
}

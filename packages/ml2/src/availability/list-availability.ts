import {
  type AllocationPool,
  type NetworkIpAvailability,
  NetworkNotFoundError,
  type RequestContext,
  type SubnetIpAvailability,
} from '@netloom/core'
import { chunks, mapInTurns, parseAddress } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import type { Schema, SubnetsTable } from '@netloom/core/store'
import { sql, type Expression, type Kysely, type SelectQueryBuilder, type SqlBool } from 'kysely'
import { filtered, holds } from '../query/filter.ts'
import { number, text, type ListColumns } from '@netloom/core/kit'
import { paged } from '../query/paged.ts'
import { storedPrefix } from '../prefixes/canonical-prefixes.ts'
import { visibleTo } from '../rbac/visible.ts'
import { groupBy } from '../rows/group-by.ts'

const COLUMNS: ListColumns = {
  id: text('networks.id'),
  networkName: text('networks.name'),
  projectId: text('networks.project_id'),
  createdAt: text('networks.created_at'),
}
const SHAPE = { resource: 'network IP availabilitie', columns: COLUMNS, special: ['ipVersion'] }

interface NetworkRow {
  readonly id: string
  readonly name: string
  readonly project_id: string
  readonly created_at: string
}

/**
 * How full the networks are that the context may see. `ipVersion` counts subnets of these versions only and leaves out networks
 * without any. The store counts: ports are never loaded.
 */
export async function listAvailability(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
): Promise<readonly NetworkIpAvailability[]> {
  const { ipVersion } = filter
  const versions = ipVersion === undefined ? undefined : holds(number('subnets.ip_version'), ipVersion)
  const visible = (): SelectQueryBuilder<Schema, 'networks', NetworkRow> =>
    db
      .selectFrom('networks')
      .select(['networks.id', 'networks.name', 'networks.project_id', 'networks.created_at'])
      .where(visibleTo(context, 'network', 'networks'))
  let query = filtered(visible(), filter, SHAPE)
  if (versions !== undefined) {
    query = query.where('networks.id', 'in', (eb) =>
      eb.selectFrom('subnets').select('subnets.network_id').where(versions),
    )
  }
  const networks = await paged(query, COLUMNS, page, async (id) => {
    const row = await visible().where('networks.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new NetworkNotFoundError(id)
    return row
  })
  const subnetsOf = await countSubnets(db, networks, versions)
  return mapInTurns(networks, (network) => ofNetwork(network, subnetsOf.get(network.id) ?? []))
}

type SubnetRow = Pick<SubnetsTable, 'id' | 'network_id' | 'name' | 'ip_version' | 'cidr' | 'allocation_pools'> & {
  readonly used: number | string | bigint
}

async function countSubnets(
  db: Kysely<Schema>,
  networks: readonly NetworkRow[],
  versions: Expression<SqlBool> | undefined,
): Promise<ReadonlyMap<string, readonly SubnetRow[]>> {
  const rows: SubnetRow[] = []
  for (const ids of chunks(networks.map(({ id }) => id))) {
    let query = db
      .selectFrom('subnets')
      .select(['id', 'network_id', 'name', 'ip_version', 'cidr', 'allocation_pools'])
      .select(
        sql<SubnetRow['used']>`(select count(*) from ip_allocations where ip_allocations.subnet_id = subnets.id)`.as(
          'used',
        ),
      )
      .where('network_id', 'in', ids)
      .orderBy('id')
    if (versions !== undefined) query = query.where(versions)
    rows.push(...(await query.execute()))
  }
  return groupBy(rows, (row) => row.network_id)
}

function ofNetwork({ id, name, project_id }: NetworkRow, rows: readonly SubnetRow[]): NetworkIpAvailability {
  const subnets = rows.map((row): SubnetIpAvailability => ({
    id: row.id,
    name: row.name,
    ipVersion: row.ip_version === 4 ? 4 : 6,
    cidr: row.cidr,
    totalIps: total(row),
    usedIps: BigInt(row.used),
  }))
  return {
    id,
    networkName: name,
    projectId: project_id,
    totalIps: subnets.reduce((sum, subnet) => sum + subnet.totalIps, 0n),
    usedIps: subnets.reduce((sum, subnet) => sum + subnet.usedIps, 0n),
    subnets,
  }
}

/** Addresses in the pools; without pools, all of the prefix. */
function total({ cidr, allocation_pools }: SubnetRow): bigint {
  const pools = JSON.parse(allocation_pools) as readonly AllocationPool[]
  if (pools.length > 0) return pools.reduce((sum, pool) => sum + sizeOf(pool), 0n)
  const { first, last } = storedPrefix(cidr)
  return last - first + 1n
}

function sizeOf({ start, end }: AllocationPool): bigint {
  return (parseAddress(end)?.value ?? -1n) - (parseAddress(start)?.value ?? 0n) + 1n
}

import type { RequestContext, Subnet, SubnetCreate, Subnetpool } from '@netloom/core'
import {
  BadSubnetRequestError,
  NetworkAddressScopeAffinityError,
  NetworkSubnetpoolAffinityError,
} from '@netloom/core/errors'
import { type Cidr, formatAddress, parseCidr } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { LoadedNetwork } from '../rows/network-rows.ts'
import { listSubnetpools, visibleSubnetpool } from '../subnetpools/list-subnetpools.ts'
import { takePrefix } from '../subnetpools/take-prefix.ts'
import { requireCidr } from './subnet-rules.ts'

type Db = Kysely<Schema>

/** The pool that a new subnet comes out of; undefined = none. @throws {BadSubnetRequestError} {@link SubnetpoolNotFoundError} */
export async function poolFor(db: Db, context: RequestContext, create: SubnetCreate): Promise<Subnetpool | undefined> {
  const { cidr, subnetpoolId, useDefaultSubnetpool = false, allocationPools } = create
  if (cidr !== undefined && create.prefixLength !== undefined) {
    throw new BadSubnetRequestError('cidr and prefixlen must not be supplied together')
  }
  if (useDefaultSubnetpool && typeof subnetpoolId === 'string') {
    throw new BadSubnetRequestError('subnetpool_id and use_default_subnetpool cannot both be specified')
  }
  const pool = useDefaultSubnetpool
    ? await defaultPool(db, context, create)
    : typeof subnetpoolId === 'string'
      ? await visibleSubnetpool(db, context, subnetpoolId)
      : undefined
  if (pool === undefined) return undefined
  if (cidr === undefined && allocationPools !== undefined) {
    throw new BadSubnetRequestError('allocation_pools allowed only for specific subnet requests.')
  }
  requireVersion(pool, create.ipVersion)
  return pool
}

/** What was asked for, or what the pool gives. @throws {BadSubnetRequestError} and what the pool refuses */
export async function prefixFor(
  db: Db,
  create: SubnetCreate,
  pool: Subnetpool | undefined,
  projectId: string,
): Promise<Cidr> {
  if (pool === undefined) {
    if (create.cidr === undefined) {
      throw new BadSubnetRequestError('a subnetpool must be specified in the absence of a cidr')
    }
    return requireCidr(create.cidr, create.ipVersion)
  }
  const cidr = create.cidr === undefined ? undefined : requireCidr(create.cidr, create.ipVersion)
  requireVersion(pool, cidr?.version)
  return takePrefix(db, pool, { ...create, cidr, projectId })
}

/** The gateway of a prefix that a pool has chosen is its second address, where nobody says otherwise. Neutron: IPv6 ones, too. */
export function gatewayInPool(
  { cidr: asked, gatewayIp }: SubnetCreate,
  { version, first, last }: Cidr,
): Pick<SubnetCreate, 'gatewayIp'> {
  if (asked !== undefined || gatewayIp !== undefined || first === last) return {}
  return { gatewayIp: formatAddress({ version, value: first + 1n }) }
}

/**
 * Subnets of one network and IP version come out of one pool, or out of pools of one scope, or all out of none.
 * @throws {NetworkAddressScopeAffinityError} {@link NetworkSubnetpoolAffinityError}
 */
export function requireSamePools(
  { network, subnets }: LoadedNetwork,
  { ipVersion }: Pick<Subnet, 'ipVersion'>,
  pool: Subnetpool | undefined,
): void {
  const scopeId = ipVersion === 4 ? network.ipv4AddressScopeId : network.ipv6AddressScopeId
  if (scopeId !== null && pool !== undefined) {
    if (pool.addressScopeId !== scopeId) throw new NetworkAddressScopeAffinityError()
    return
  }
  const poolId = pool?.id ?? null
  if (subnets.some((other) => other.version === ipVersion && other.subnetpoolId !== poolId)) {
    throw new NetworkSubnetpoolAffinityError()
  }
}

/** @throws {BadSubnetRequestError} */
function requireVersion(pool: Subnetpool, wanted: 4 | 6 | undefined): void {
  if (wanted === undefined || wanted === pool.ipVersion) return
  throw new BadSubnetRequestError(
    `Cannot allocate IPv${String(wanted)} subnet from IPv${String(pool.ipVersion)} subnet pool`,
  )
}

async function defaultPool(db: Db, context: RequestContext, { cidr, ipVersion }: SubnetCreate): Promise<Subnetpool> {
  const version = cidr === undefined ? ipVersion : parseCidr(cidr)?.version
  if (version === undefined) {
    throw new BadSubnetRequestError('ip_version must be specified in the absence of cidr and subnetpool_id')
  }
  const [pool] = await listSubnetpools(db, context, { isDefault: true, ipVersion: version })
  if (pool === undefined) throw new BadSubnetRequestError(`No default subnetpool found for IPv${String(version)}`)
  return pool
}

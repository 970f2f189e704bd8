import type { Subnetpool } from '@netloom/core'
import type { SubnetpoolsTable } from '@netloom/core/store'
import { textList } from '../rows/text-list.ts'

/** Without `shared`: the column says "with everybody", the model what a caller is shown. */
export function subnetpoolRow(pool: Subnetpool): Omit<SubnetpoolsTable, 'shared'> {
  return {
    id: pool.id,
    project_id: pool.projectId,
    name: pool.name,
    ip_version: pool.ipVersion,
    prefixes: JSON.stringify(pool.prefixes),
    min_prefixlen: pool.minPrefixLength,
    max_prefixlen: pool.maxPrefixLength,
    default_prefixlen: pool.defaultPrefixLength,
    default_quota: pool.defaultQuota,
    is_default: pool.isDefault ? 1 : 0,
    address_scope_id: pool.addressScopeId,
    description: pool.description,
    tags: JSON.stringify(pool.tags),
    revision_number: pool.revisionNumber,
    created_at: pool.createdAt,
    updated_at: pool.updatedAt,
  }
}

export function subnetpoolOf(row: SubnetpoolsTable): Subnetpool {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    ipVersion: row.ip_version === 4 ? 4 : 6,
    prefixes: textList(row.prefixes),
    minPrefixLength: row.min_prefixlen,
    maxPrefixLength: row.max_prefixlen,
    defaultPrefixLength: row.default_prefixlen,
    defaultQuota: row.default_quota,
    isDefault: row.is_default === 1,
    shared: row.shared === 1,
    addressScopeId: row.address_scope_id,
    description: row.description,
    tags: textList(row.tags),
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

import type { AddressScope } from '@netloom/core'
import type { AddressScopesTable } from '@netloom/core/store'
import { textList } from '../rows/text-list.ts'

export function addressScopeRow(scope: AddressScope): AddressScopesTable {
  return {
    id: scope.id,
    project_id: scope.projectId,
    name: scope.name,
    ip_version: scope.ipVersion,
    shared: scope.shared ? 1 : 0,
    description: scope.description,
    tags: JSON.stringify(scope.tags),
    revision_number: scope.revisionNumber,
    created_at: scope.createdAt,
    updated_at: scope.updatedAt,
  }
}

export function addressScopeOf(row: AddressScopesTable): AddressScope {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    ipVersion: row.ip_version === 4 ? 4 : 6,
    shared: row.shared === 1,
    description: row.description,
    tags: textList(row.tags),
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

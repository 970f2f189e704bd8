import type { AddressGroupsTable } from '@netloom/core/store'
import type { AddressGroup } from '../model/address-group.ts'

export function addressGroupRow(group: AddressGroup): AddressGroupsTable {
  return {
    id: group.id,
    project_id: group.projectId,
    name: group.name,
    shared: group.shared ? 1 : 0,
    addresses: JSON.stringify(group.addresses),
    description: group.description,
    tags: JSON.stringify(group.tags),
    revision_number: group.revisionNumber,
    created_at: group.createdAt,
    updated_at: group.updatedAt,
  }
}

export function addressGroupOf(row: AddressGroupsTable): AddressGroup {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    shared: row.shared === 1,
    addresses: JSON.parse(row.addresses) as readonly string[],
    description: row.description,
    tags: JSON.parse(row.tags) as readonly string[],
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

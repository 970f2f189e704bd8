import { twice } from './address-problems.ts'
import type { Rows } from './rows.ts'

const COUNTED: Readonly<Record<string, keyof Rows>> = {
  network: 'networks',
  subnet: 'subnets',
  port: 'ports',
  subnetpool: 'subnetpools',
  rbac_policy: 'rbac_policies',
  trunk: 'trunks',
}

/** Segments that are taken and not used or the other way round, MACs held twice, quota counts that do not count. */
export function countProblems(rows: Rows): readonly string[] {
  const macs = rows.ports.map(({ network_id, mac_address }) => `${network_id} ${mac_address}`)
  return [
    ...twice(macs).map((name) => `MAC used twice: ${name}`),
    ...differences('segment pool', usedSegments(rows), takenSegments(rows)),
    ...quotaProblems(rows),
  ]
}

function usedSegments({ segments }: Rows): readonly string[] {
  return segments
    .filter(({ network_type }) => network_type !== 'local')
    .map((row) => `${row.network_type} '${row.physical_network ?? ''}' ${String(row.segmentation_id ?? 0)}`)
}

function takenSegments({ segment_allocations }: Rows): readonly string[] {
  return segment_allocations.map(
    (row) => `${row.network_type} '${row.physical_network}' ${String(row.segmentation_id)}`,
  )
}

function quotaProblems(rows: Rows): readonly string[] {
  const counted = Object.entries(COUNTED).flatMap(([resource, table]) => {
    const counts = new Map<string, number>()
    for (const row of rows[table] as readonly { project_id: string }[]) {
      counts.set(row.project_id, (counts.get(row.project_id) ?? 0) + 1)
    }
    return [...counts].map(([project, count]) => `${resource} of '${project}': ${String(count)}`)
  })
  const used = rows.quota_usages
    .filter(({ resource, used: count }) => count !== 0 && resource in COUNTED)
    .map(({ resource, project_id, used: count }) => `${resource} of '${project_id}': ${String(count)}`)
  return differences('quota usage', counted, used)
}

export function differences(where: string, wanted: readonly string[], actual: readonly string[]): readonly string[] {
  const [right, there] = [new Set(wanted), new Set(actual)]
  return [
    ...[...twice(wanted), ...twice(actual)].map((name) => `${where} has twice ${name}`),
    ...wanted.filter((name) => !there.has(name)).map((name) => `${where} lacks ${name}`),
    ...actual.filter((name) => !right.has(name)).map((name) => `${where} has ${name}`),
  ]
}

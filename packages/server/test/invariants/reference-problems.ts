import type { Rows } from './rows.ts'

/** [table, column, table it refers to]; null and '' refer to nothing. */
const REFERENCES = [
  ['segments', 'network_id', 'networks'],
  ['subnets', 'network_id', 'networks'],
  ['subnets', 'segment_id', 'segments'],
  ['subnets', 'subnetpool_id', 'subnetpools'],
  ['ipam_free_ranges', 'subnet_id', 'subnets'],
  ['ip_allocations', 'subnet_id', 'subnets'],
  ['ip_allocations', 'port_id', 'ports'],
  ['ports', 'network_id', 'networks'],
  ['ports', 'qos_policy_id', 'qos_policies'],
  ['networks', 'qos_policy_id', 'qos_policies'],
  ['port_bindings', 'port_id', 'ports'],
  ['port_binding_levels', 'port_id', 'ports'],
  ['port_binding_levels', 'segment_id', 'segments'],
  ['subnetpools', 'address_scope_id', 'address_scopes'],
  ['qos_rules', 'policy_id', 'qos_policies'],
  ['trunks', 'port_id', 'ports'],
  ['subports', 'port_id', 'ports'],
  ['subports', 'trunk_id', 'trunks'],
] as const

const SHARED = {
  network: 'networks',
  subnetpool: 'subnetpools',
  address_scope: 'address_scopes',
  address_group: 'address_groups',
  qos_policy: 'qos_policies',
} as const

/** References to nothing, and objects of which a half is missing. */
export function referenceProblems(rows: Rows): readonly string[] {
  const ids = (table: keyof Rows): ReadonlySet<unknown> =>
    new Set(rows[table].map((row) => (row as { id?: unknown }).id))
  const found: string[] = []
  for (const [table, column, target] of REFERENCES) {
    const known = ids(target)
    for (const row of rows[table]) {
      const reference = (row as unknown as Readonly<Record<string, string | null>>)[column]
      if (reference === null || reference === '' || known.has(reference)) continue
      found.push(`${table}.${column} refers to ${String(reference)}, which is not in ${target}`)
    }
  }
  for (const { id, object_type, object_id } of rows.rbac_policies) {
    const table = SHARED[object_type as keyof typeof SHARED] as keyof Rows | undefined
    if (table !== undefined && !ids(table).has(object_id))
      found.push(`RBAC policy ${id} shares ${object_id}, which is gone`)
  }
  const ports = ids('ports')
  for (const { object_type, object_id } of rows.provisioning_blocks) {
    if (object_type === 'port' && !ports.has(object_id)) found.push(`${object_id} waits to be provisioned and is gone`)
  }
  return [...found, ...halves(rows), ...strangeNetworks(rows)]
}

// A network may lose its segments one by one: they can be deleted.
function halves({ ports, port_bindings }: Rows): readonly string[] {
  const bound = new Set(port_bindings.map(({ port_id }) => port_id))
  return ports.filter(({ id }) => !bound.has(id)).map(({ id }) => `port ${id} has no binding`)
}

/** Rows that repeat their network's id have the right one. */
function strangeNetworks({ ports, subnets, ip_allocations, port_bindings }: Rows): readonly string[] {
  const networkOf = new Map(ports.map(({ id, network_id }) => [id, network_id]))
  const ofSubnet = new Map(subnets.map(({ id, network_id }) => [id, network_id]))
  return [
    ...ip_allocations
      .filter((row) => networkOf.get(row.port_id) !== row.network_id || ofSubnet.get(row.subnet_id) !== row.network_id)
      .map((row) => `${row.ip_address} of port ${row.port_id} is of another network`),
    ...port_bindings
      .filter(({ port_id, network_id }) => networkOf.get(port_id) !== network_id)
      .map(({ port_id }) => `binding of ${port_id} is of another network`),
  ]
}

import type { Rows } from './rows.ts'

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const JSON_COLUMNS: readonly string[] = [
  ...['tags', 'allocation_pools', 'dns_nameservers', 'host_routes', 'service_types', 'availability_zone_hints'],
  ...['allowed_address_pairs', 'extra_dhcp_opts', 'profile', 'vif_details', 'prefixes', 'addresses', 'parameters'],
]
const FLAGS: readonly string[] = [
  ...[
    'admin_state_up',
    'shared',
    'router_external',
    'is_default',
    'enable_dhcp',
    'port_security_enabled',
    'is_dynamic',
  ],
]
const LONGEST = 255

/** Values that no column may hold, whatever was asked for. */
export function standardProblems(rows: Rows): readonly string[] {
  return Object.entries(rows).flatMap(([table, list]) =>
    (list as readonly Readonly<Record<string, unknown>>[]).flatMap((row) =>
      Object.entries(row).flatMap(([column, value]) => {
        const problem = columnProblem(column, value)
        return problem === undefined ? [] : [`${table}.${column} of ${String(row['id'])}: ${problem}`]
      }),
    ),
  )
}

function columnProblem(column: string, value: unknown): string | undefined {
  if (column === 'revision_number' && !(typeof value === 'number' && value >= 0))
    return `${String(value)} is no revision`
  if ((column === 'created_at' || column === 'updated_at') && !TIME.test(String(value)))
    return `${String(value)} is no time`
  if (FLAGS.includes(column) && value !== 0 && value !== 1) return `${String(value)} is no flag`
  if (column === 'name' && String(value).length > 2 * LONGEST) return 'is too long'
  if (typeof value !== 'string') return undefined
  if (value.includes('\0') || /\p{Surrogate}/u.test(value)) return 'has text that PostgreSQL does not take'
  if (!JSON_COLUMNS.includes(column)) return undefined
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === 'object' && parsed !== null ? undefined : 'is no JSON list or object'
  } catch {
    return 'is no JSON'
  }
}

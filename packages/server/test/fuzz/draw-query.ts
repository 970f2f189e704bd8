import type { Resource } from '@netloom/api'
import type { SeededDraws } from './seeded-draws.ts'
import { escapeText } from './escape-text.ts'
import type { HostileValues } from './hostile-values.ts'

const PAGING = [
  'limit',
  'marker',
  'page_reverse',
  'sort_key',
  'sort_dir',
  'fields',
  'tags',
  'not-tags-any',
  'tenant_id',
  '__proto__',
]

/** `?…`, out of the attributes' names and of what has no business there. */
export function drawQuery(
  dice: SeededDraws,
  nasty: HostileValues,
  resource: Resource,
  only: readonly string[] = [],
): string {
  const names = only.length > 0 ? only : [...Object.keys(resource.attributes), ...PAGING]
  const parts = Array.from({ length: dice.pick([0, 0, 1, 1, 2, 3, 5]) }, () => {
    const name = dice.chance(0.95) ? dice.pick(names) : nasty.text().slice(0, 100)
    return `${escapeText(name)}=${escapeText(drawValue(dice, nasty, resource, name))}`
  })
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

function drawValue(dice: SeededDraws, nasty: HostileValues, resource: Resource, name: string): string {
  if (dice.chance(0.3)) return nasty.text().slice(0, 500)
  const attributes = Object.keys(resource.attributes)
  const sortable = attributes.filter((one) => resource.attributes[one]?.sort !== undefined)
  if (name === 'limit') return String(dice.pick([0, 1, 2, 1_000, -1, '1e9', '99999999999999999999']))
  if (name === 'sort_key') return sortable.length > 0 ? dice.pick(sortable) : 'id'
  if (name === 'sort_dir') return dice.pick(['asc', 'desc', 'up'])
  if (name === 'fields') return dice.pick([...attributes, 'nothing'])
  if (name === 'fixed_ips')
    return dice.pick(['ip_address=10.0.0.2', 'subnet_id=x', 'ip_address_substr=10.', 'ip_address'])
  return dice.pick(['true', 'False', 'red', '1', '4', 'ACTIVE', '', dice.uuid(), '10.0.0.1', '10.0.0.0/24'])
}

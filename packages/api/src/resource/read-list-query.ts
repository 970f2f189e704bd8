import type { FilterValue, Page, ResourceFilter, SortKey } from '@netloom/core/services'
import { BadListRequestError, HttpBadRequestError } from '../errors/http-errors.ts'
import type { CompiledResource } from './compiled.ts'
import type { Dialect } from './dialect.ts'

/** Query parameters, each with all its values in order. */
export type Query = Readonly<Record<string, readonly string[]>>

export interface ListQuery {
  readonly filter: ResourceFilter
  readonly page: Page
  readonly fields: ReadonlySet<string>
}

const PAGE_PARAMETERS = new Set(['fields', 'sort_key', 'sort_dir', 'limit', 'marker', 'page_reverse'])
/** Query parameter → filter field of every resource with tags. */
const TAG_PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['tags', 'tags'],
  ['tags-any', 'tagsAny'],
  ['not-tags', 'notTags'],
  ['not-tags-any', 'notTagsAny'],
])

/** `maxLimit`: longest page (Neutron: `pagination_max_limit`); undefined = any. @throws 400 */
export function readListQuery(compiled: CompiledResource, query: Query, maxLimit?: number): ListQuery {
  return { filter: readFilter(compiled, query), page: readPage(compiled, query, maxLimit), fields: fieldsOf(query) }
}

export function fieldsOf(query: Query): ReadonlySet<string> {
  return new Set(query['fields'])
}

/** One object is no list, but a parameter that means nothing is refused all the same. @throws 400 */
export function requireKnownFilters(compiled: CompiledResource, query: Query): void {
  readFilter(compiled, query)
}

const filledOf = (query: Query, name: string): readonly string[] => (query[name] ?? []).filter((text) => text !== '')

function readFilter({ resource, byName }: CompiledResource, query: Query): ResourceFilter {
  let filter: Record<string, FilterValue | readonly FilterValue[]> = {}
  const unknown: string[] = []
  for (const [name, texts] of Object.entries(query)) {
    if (PAGE_PARAMETERS.has(name) || name === resource.dialect?.sortParameter) continue
    const tagField = resource.tagged === true ? TAG_PARAMETERS.get(name) : undefined
    const known = byName.get(name === 'tenant_id' ? 'project_id' : name)
    if (tagField !== undefined) filter[tagField] = texts.flatMap((text) => text.split(','))
    else if (known?.attribute.filterAs !== undefined) filter = { ...filter, ...known.attribute.filterAs(texts) }
    else if (known?.filterField === undefined) unknown.push(name)
    else filter[known.filterField] = narrowed(filter[known.filterField], texts.map(known.filterValue))
  }
  if (unknown.length > 0) {
    const names = unknown.map((name) => `'${name}'`).join(', ')
    throw new HttpBadRequestError(`[${names}] is invalid attribute for filtering`)
  }
  return filter
}

/** Both names of a project ask for the same field: what one of them leaves out is left out. */
function narrowed(
  before: FilterValue | readonly FilterValue[] | undefined,
  wanted: readonly FilterValue[],
): readonly FilterValue[] {
  if (!Array.isArray(before)) return wanted
  const allowed = new Set<FilterValue>(before as readonly FilterValue[])
  return wanted.filter((value) => allowed.has(value))
}

function readPage(compiled: CompiledResource, query: Query, maxLimit: number | undefined): Page {
  const { dialect } = compiled.resource
  const limit = readLimit(query['limit']?.at(-1), maxLimit, dialect)
  const sort = readSort(compiled, ...sortAsked(query, dialect))
  const marker = query['marker']?.at(-1)
  return {
    ...(sort.length > 0 && { sort }),
    ...(limit !== undefined && { limit }),
    ...(limit !== undefined && marker !== undefined && marker !== '' && { marker }),
    ...(query['page_reverse']?.at(-1)?.toLowerCase() === 'true' && { reverse: true }),
  }
}

/** Keys and directions; `sort=name:desc,id` says both at once. */
function sortAsked(query: Query, dialect: Dialect | undefined): readonly [readonly string[], readonly string[]] {
  const both = dialect?.sortParameter === undefined ? [] : filledOf(query, dialect.sortParameter)
  if (both.length === 0) return [filledOf(query, 'sort_key'), filledOf(query, 'sort_dir')]
  const pairs = both.flatMap((text) => text.split(',')).map((text) => text.trim().split(':'))
  return [pairs.map(([key = '']) => key), pairs.map(([, direction]) => direction ?? 'asc')]
}

function readLimit(
  text: string | undefined,
  maxLimit: number | undefined,
  dialect: Dialect | undefined,
): number | undefined {
  if (text === undefined) return maxLimit
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : undefined
  if (dialect !== undefined && (limit === undefined || limit === 0)) throw dialect.badLimit(text)
  if (limit === undefined) {
    throw new BadListRequestError('limit', `Limit must be an integer 0 or greater and not '${text.slice(0, 100)}'`)
  }
  // 0 = everything, as far as the operator lets
  if (limit === 0) return maxLimit
  return maxLimit === undefined ? limit : Math.min(limit, maxLimit)
}

function readSort(
  { resource, byName }: CompiledResource,
  keys: readonly string[],
  directions: readonly string[],
): readonly SortKey[] {
  if (directions.length > keys.length || (directions.length > 0 && directions.length < keys.length)) {
    throw new HttpBadRequestError('The number of sort_keys and sort_dirs must be same')
  }
  const bad = directions.filter((direction) => direction !== 'asc' && direction !== 'desc')
  if (bad.length > 0) {
    throw new HttpBadRequestError(`${listed(bad)} is invalid value for sort_dirs, valid value is 'asc' and 'desc'`)
  }
  const fields = keys.map((key) => byName.get(key === 'tenant_id' ? 'project_id' : key)?.sortField)
  const unknown = keys.filter((_, index) => fields[index] === undefined)
  if (unknown.length > 0)
    throw (
      resource.dialect?.badSort(unknown) ??
      new HttpBadRequestError(`${listed(unknown)} is invalid attribute for sort_keys`)
    )
  return fields.map((field, index) => ({
    field: field ?? 'id',
    direction: directions[index] === 'desc' ? 'desc' : 'asc',
  }))
}

const listed = (texts: readonly string[]): string => `[${[...new Set(texts)].map((text) => `'${text}'`).join(', ')}]`

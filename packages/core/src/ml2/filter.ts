import { InvalidInputError } from '../errors/segment-errors.ts'
import type { ResourceFilter } from './services.ts'

export type FilterValue = string | number

/** Accepted values as the columns hold them. */
export function filterValues(wanted: ResourceFilter[string]): FilterValue[] {
  if (typeof wanted === 'boolean') return [wanted ? 1 : 0]
  return typeof wanted === 'object' ? [...wanted] : [wanted]
}

export function unknownFilter(resource: string, field: string, known: readonly string[]): InvalidInputError {
  return new InvalidInputError(`${resource}s cannot be filtered by '${field}'; known are ${known.join(', ')}`)
}

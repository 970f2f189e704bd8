import { InvalidInputError } from '../errors/segment-errors.ts'
import type { FilterValue, ResourceFilter } from '../services/resource-services.ts'

/** Accepted values, one or several, as a list. */
export function wantedValues(wanted: ResourceFilter[string]): readonly FilterValue[] {
  return isList(wanted) ? wanted : [wanted]
}

export function unknownFilter(resource: string, field: string, known: readonly string[]): InvalidInputError {
  return new InvalidInputError(`${resource}s cannot be filtered by '${field}'; known are ${known.join(', ')}`)
}

function isList(wanted: ResourceFilter[string]): wanted is readonly FilterValue[] {
  return Array.isArray(wanted)
}

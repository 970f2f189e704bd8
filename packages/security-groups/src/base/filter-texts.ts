import { wantedValues } from '@netloom/core/kit'
import type { ResourceFilter } from '@netloom/core/services'

/** What an id or name has to be one of; never an empty list, which no engine can compare with. */
export function texts(wanted: ResourceFilter[string] = null): readonly string[] {
  const values = wantedValues(wanted).map(String)
  return values.length === 0 ? [''] : values
}

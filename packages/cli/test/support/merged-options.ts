import type { OptionCatalogue } from '@netloom/core/kit'
import { foundPackages } from '../../src/compose/found-packages.ts'
import { workingOptions } from '../../src/compose/working-options.ts'

/** The options that the command's own packages read: section → names in alphabetical order. */
export async function mergedOptions(): Promise<OptionCatalogue> {
  const merged = new Map<string, Set<string>>()
  for (const catalogue of workingOptions(await foundPackages([])))
    for (const [section, options] of Object.entries(catalogue))
      merged.set(section, new Set([...(merged.get(section) ?? []), ...options]))
  return Object.fromEntries([...merged].map(([section, options]) => [section, [...options].sort()]))
}

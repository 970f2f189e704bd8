/** Section → names of the options it may have. */
export type OptionCatalogue = Readonly<Record<string, readonly string[]>>

export function mergeCatalogues(catalogues: readonly OptionCatalogue[]): ReadonlyMap<string, ReadonlySet<string>> {
  const merged = new Map<string, Set<string>>()
  for (const [section, options] of catalogues.flatMap((catalogue) => Object.entries(catalogue))) {
    const names = merged.get(section) ?? new Set<string>()
    merged.set(section, names)
    for (const option of options) names.add(option)
  }
  return merged
}

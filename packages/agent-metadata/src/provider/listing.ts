/** Documents by their path, without the slash in front. Undefined = it is not there. */
export type Leaves = Readonly<Record<string, string | Buffer | undefined>>

/** The document at a path, or the names below it, with a slash behind those that have names below them. Undefined = neither. Pure. */
export function listing(leaves: Leaves, words: readonly string[]): string | Buffer | undefined {
  const path = words.join('/')
  const document = leaves[path]
  if (document !== undefined) return document
  const prefix = path === '' ? '' : `${path}/`
  const names = new Set<string>()
  for (const [leaf, body] of Object.entries(leaves)) {
    if (body === undefined || !leaf.startsWith(prefix)) continue
    const [name = '', ...deeper] = leaf.slice(prefix.length).split('/')
    // Versions are listed plain, as Nova and Amazon do.
    names.add(deeper.length > 0 && words.length > 1 ? `${name}/` : name)
  }
  return names.size === 0 ? undefined : [...names].sort().join('\n')
}

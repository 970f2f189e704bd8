/** Documents by their path, without the slash in front. Undefined = it is not there. */
export type Leaves = Readonly<Record<string, string | Buffer | undefined>>

/** The document at a path, or the names below it, as Nova lists them. Undefined = neither. Pure. */
export function listing(leaves: Leaves, words: readonly string[]): string | Buffer | undefined {
  const path = words.join('/')
  // A guest may ask for what every object has.
  const document = Object.hasOwn(leaves, path) ? leaves[path] : undefined
  if (document !== undefined) return document
  const prefix = path === '' ? '' : `${path}/`
  const names = new Set<string>()
  for (const [leaf, body] of Object.entries(leaves)) {
    if (body === undefined || !leaf.startsWith(prefix)) continue
    const [name = '', ...deeper] = leaf.slice(prefix.length).split('/')
    if (isListed(words, name)) names.add(deeper.length > 0 && !isOfVersions(words) ? `${name}/` : name)
  }
  return names.size === 0 ? undefined : [...names].sort().join('\n')
}

const OPENSTACK = 'openstack'

/** Lists of versions are plain. */
const isOfVersions = (words: readonly string[]): boolean =>
  words.length === 0 || (words.length === 1 && words[0] === OPENSTACK)

/** The root lists the versions of Amazon's tree alone; who knows OpenStack's asks for it by its name. */
const isListed = (words: readonly string[], name: string): boolean => words.length > 0 || name !== OPENSTACK

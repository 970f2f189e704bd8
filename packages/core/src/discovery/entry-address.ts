import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { InstalledPackage } from './installed-packages.ts'

/** Address of what `import` would load for an entry (`.`, `./agent`) of an installed package; undefined = it has no such entry. */
export function entryAddress({ folder, manifest }: InstalledPackage, entry: string): string | undefined {
  const target =
    targetOf(manifest.exports, entry) ?? (entry === '.' ? (manifest.main ?? plainMain(manifest)) : undefined)
  return target === undefined ? undefined : pathToFileURL(join(folder, target)).href
}

/** A package without `exports` has an index.js. */
const plainMain = ({ exports }: InstalledPackage['manifest']): string | undefined =>
  exports === undefined ? 'index.js' : undefined

function targetOf(exported: unknown, entry: string): string | undefined {
  if (typeof exported === 'string') return entry === '.' ? exported : undefined
  if (typeof exported !== 'object' || exported === null) return undefined
  const entries = exported as Readonly<Record<string, unknown>>
  if (entry in entries) return conditional(entries[entry])
  return entry === '.' ? conditional(exported) : undefined
}

function conditional(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (typeof target !== 'object' || target === null) return undefined
  const conditions = target as Readonly<Record<string, unknown>>
  return conditional(conditions['node']) ?? conditional(conditions['import']) ?? conditional(conditions['default'])
}

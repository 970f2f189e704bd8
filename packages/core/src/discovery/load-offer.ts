import { ConfigurationError, type ConfigurationProblem } from '../errors/configuration-error.ts'
import { entryAddress } from './entry-address.ts'
import type { InstalledPackage } from './installed-packages.ts'
import type { Offer } from './offers.ts'

/** How modules of a package are loaded; `undefined` = it has no such entry. */
export type ImportEntry = (from: InstalledPackage, entry: string) => Promise<unknown>

/** By the address of the file: the package need not be reachable from here. */
export const importByAddress: ImportEntry = async (from, entry) => {
  const address = entryAddress(from, entry)
  return address === undefined ? undefined : ((await import(address)) as unknown)
}

export interface LoadRequest<T> {
  readonly offer: Offer
  /** Option that named it, for messages: `--mechanism`. */
  readonly where: string
  /** What the export has to be, in words: `switch package`. */
  readonly what: string
  /** Methods that it must have. */
  readonly methods: readonly (keyof T & string)[]
  readonly importEntry: ImportEntry
}

/**
 * Loads what a package brings. @throws {ConfigurationError} naming package, field and remedy, for a package that has no such
 * entry or export, or throws while it is imported
 */
export async function loadOffer<T extends object>(request: LoadRequest<T>): Promise<T> {
  const { offer, where, what, methods, importEntry } = request
  const { kind, name, from, entry, exportName } = offer
  const fail = (problem: string, remedy: string): never => {
    throw new ConfigurationError([{ where, value: name, problem, remedy }])
  }
  const field = `netloom.${kind}.${name} of its package.json`
  const module = await importFrom({ where, value: name }, from, () => importEntry(from, entry))
  if (module === undefined)
    return fail(`package ${from.name} has no entry ${entry}`, `correct ${field}, or add the entry to its exports`)
  const value = (module as Readonly<Record<string, unknown>>)[exportName]
  const lacking = typeof value === 'object' && value !== null ? methods.filter((m) => !isMethod(value, m)) : methods
  if (typeof value !== 'object' || value === null)
    return fail(`entry ${entry} of package ${from.name} exports no ${what} as ${exportName}`, `correct ${field}`)
  if (lacking.length > 0)
    return fail(`the ${what} of package ${from.name} has no ${lacking.join(', ')}`, `update ${from.name}`)
  return value as T
}

const isMethod = (value: object, name: string): boolean =>
  typeof (value as Readonly<Record<string, unknown>>)[name] === 'function'

/** @throws {ConfigurationError} naming the package that threw while it was imported, and the option that named it */
export async function importFrom(
  named: Pick<ConfigurationProblem, 'where' | 'value'>,
  { name }: Pick<InstalledPackage, 'name'>,
  load: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await load()
  } catch (error) {
    const [said = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    const problem = `package ${name} threw while it was imported (${said})`
    throw new ConfigurationError([{ ...named, problem, remedy: `install ${name} anew, or name another` }])
  }
}

import {
  type ImportEntry,
  importByAddress,
  type InstalledPackage,
  installedPackages,
  packageNamed,
} from '@netloom/core/discovery'
import { BUILT_IN_PACKAGES } from './built-in-packages.ts'
import { commandBases, driverBases } from './driver-bases.ts'

/**
 * Packages that may bring something of netloom's: those of the command, then those installed beside the working directory and
 * beside the command. Only their package.json is read.
 */
export async function foundPackages(bases: readonly string[] = driverBases()): Promise<readonly InstalledPackage[]> {
  const own = await Promise.all(BUILT_IN_PACKAGES.map(builtInPackage))
  const others = (await Promise.all(bases.map(installedPackages))).flat()
  const found = new Map<string, InstalledPackage>()
  for (const one of [...own, ...others])
    if (one?.manifest.netloom !== undefined) found.set(one.name, found.get(one.name) ?? one)
  return [...found.values()]
}

/** One of the command's own; undefined = it is not installed. */
export async function builtInPackage(name: string): Promise<InstalledPackage | undefined> {
  for (const base of commandBases()) {
    const found = await packageNamed(name, base)
    if (found !== undefined) return found
  }
  return undefined
}

/** What the command brings is imported by its name, as all of the command's own dependencies. */
export const importFound: ImportEntry = async (from, entry) => {
  if (!BUILT_IN_PACKAGES.includes(from.name)) return importByAddress(from, entry)
  return (await import(`${from.name}${entry.slice(1)}`)) as unknown
}

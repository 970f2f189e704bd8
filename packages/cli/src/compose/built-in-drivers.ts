import type { DriverPackage } from '@netloom/core'
import { packageNamed } from '@netloom/core/discovery'
import { BUILT_IN_PACKAGES } from './built-in-packages.ts'
import { commandBases } from './driver-bases.ts'

/**
 * Drivers that the command brings along; every other name in an INI file means an installed package. Which they are say the
 * packages themselves, and one that is not installed is left out.
 */
export const BUILT_IN_DRIVERS: readonly DriverPackage[] = (await Promise.all(BUILT_IN_PACKAGES.map(driversOf))).flat()

async function driversOf(name: string): Promise<readonly DriverPackage[]> {
  for (const base of commandBases()) {
    const found = await packageNamed(name, base)
    if (found === undefined) continue
    const exportNames = Object.values(found.manifest.netloom?.drivers ?? {})
    if (exportNames.length === 0) return []
    const exported = (await import(name)) as Readonly<Record<string, DriverPackage>>
    return exportNames.map((one) => exported[one]).filter((driver) => driver !== undefined)
  }
  return []
}

import type { DriverPackage } from '@netloom/core'
import { BUILT_IN_PACKAGES } from './built-in-packages.ts'
import { builtInPackage, importFound } from './found-packages.ts'

/**
 * Drivers that the command brings along; every other name in an INI file means an installed package. Which they are say the
 * packages themselves, and one that is not installed is left out.
 */
export const BUILT_IN_DRIVERS: readonly DriverPackage[] = (await Promise.all(BUILT_IN_PACKAGES.map(driversOf))).flat()

async function driversOf(name: string): Promise<readonly DriverPackage[]> {
  const found = await builtInPackage(name)
  const exportNames = Object.values(found?.manifest.netloom?.drivers ?? {})
  if (found === undefined || exportNames.length === 0) return []
  const exported = (await importFound(found, '.')) as Readonly<Record<string, DriverPackage>>
  return exportNames.map((one) => exported[one]).filter((driver) => driver !== undefined)
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InstalledPackage, Manifest } from '@netloom/core/discovery'
import type { OptionCatalogue } from '@netloom/core/kit'
import { PACKAGE_ROOT } from '../base/package-root.ts'

const OWN = join(PACKAGE_ROOT, 'package.json')

/**
 * The options that have an effect: what packages say in their package.json that they read, and the command in its own. Nothing
 * is loaded for that; a test compares each list with what the package's readers ask for.
 */
export function workingOptions(packages: readonly InstalledPackage[]): readonly OptionCatalogue[] {
  const own = JSON.parse(readFileSync(OWN, 'utf8')) as Manifest
  return [own, ...packages.map(({ manifest }) => manifest)].flatMap(({ netloom }) =>
    netloom?.options === undefined ? [] : [netloom.options],
  )
}

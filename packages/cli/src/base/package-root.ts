import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Folder of this package, with `bin`, `guest` and the manifest. Found by going up: `src` has a file for each module, `dist` has
 * one for many, so that no module knows how deep it lies.
 */
export const PACKAGE_ROOT: string = rootAbove(import.meta.dirname)

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder))
}

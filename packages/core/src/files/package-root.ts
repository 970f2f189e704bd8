import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Folder of the package that a module belongs to, with its manifest: `packageRoot(import.meta.dirname)`. Found by going up: `src` has a
 * file for each module, `dist` has one for many, so that no module knows how deep it lies. @throws {Error} outside of any package
 */
export function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(folder)
  if (above === folder) throw new Error('the module lies in no package: no package.json is above it')
  return packageRoot(above)
}

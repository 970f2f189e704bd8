import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PACKAGE_ROOT } from '../base/package-root.ts'

/** Where packages are looked for instead of in the working directory: services have none that says anything. */
export const PACKAGES_FROM = 'NETLOOM_PACKAGES_FROM'

/**
 * Directories whose `node_modules` may hold drivers: the working directory and those above it, as Node itself looks, then
 * where this command is installed, so that `npm install -g` of a driver beside it is enough.
 */
export function driverBases(
  workingDirectory: string = process.env[PACKAGES_FROM] ?? process.cwd(),
  command: string = PACKAGE_ROOT,
): readonly string[] {
  return withModules([...ancestors(workingDirectory), ...ancestors(command)])
}

/** Those where the command's own dependencies may be. */
export const commandBases = (): readonly string[] => withModules(ancestors(PACKAGE_ROOT))

const withModules = (folders: readonly string[]): readonly string[] =>
  [...new Set(folders)].filter((folder) => existsSync(join(folder, 'node_modules')))

function ancestors(folder: string): readonly string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...ancestors(above)]
}

import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, readManifest } from './manifest.ts'

/** A package among `node_modules`, or around the working directory, that may bring something of netloom's. */
export interface InstalledPackage {
  readonly name: string
  readonly folder: string
  readonly manifest: Manifest
}

const PREFIX = /^netloom-/

/**
 * Packages of one directory that may bring something: the package that the directory is, where its author tries it; its dependencies;
 * and those called `netloom-…` that are there without being one (`npm install -g`, a plain node_modules).
 */
export async function installedPackages(base: string): Promise<readonly InstalledPackage[]> {
  const own = await readManifest(join(base, 'package.json'))
  const names = new Set([
    ...Object.keys({ ...own?.dependencies, ...own?.devDependencies, ...own?.optionalDependencies }),
    ...(await prefixed(base)),
  ])
  const found = await Promise.all([...names].map((name) => packageNamed(name, base)))
  return [...ownPackage(own, base), ...found.filter((one) => one !== undefined)]
}

/** An application that only uses netloom brings nothing. */
function ownPackage(manifest: Manifest | undefined, folder: string): readonly InstalledPackage[] {
  if (manifest?.name === undefined) return []
  const { name } = manifest
  return manifest.netloom !== undefined || PREFIX.test(name) ? [{ name, folder, manifest }] : []
}

/** A package by its name, where `base` has it. */
export async function packageNamed(name: string, base: string): Promise<InstalledPackage | undefined> {
  const place = join(base, 'node_modules', name)
  const manifest = await readManifest(join(place, 'package.json'))
  // A linked package is where its link leads to, as for `import`, so that it is loaded once.
  return manifest === undefined ? undefined : { name, folder: await realpath(place), manifest }
}

async function prefixed(base: string): Promise<readonly string[]> {
  try {
    return (await readdir(join(base, 'node_modules'))).filter((name) => PREFIX.test(name))
  } catch {
    return []
  }
}

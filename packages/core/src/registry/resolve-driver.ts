import { readFile, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigurationError } from '../errors/configuration-error.ts'
import type { DriverKind, DriverPackage } from './driver-module.ts'

const PREFIX: Readonly<Record<DriverKind, string>> = {
  type: 'netloom-type-',
  mechanism: 'netloom-mech-',
  extension: 'netloom-ext-',
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly netloom?: { readonly drivers?: Readonly<Record<string, string>> }
}

/** A driver found among installed packages: `npm install netloom-type-foo` and `type_drivers = foo` is all it takes. */
interface Candidate {
  readonly alias: string
  readonly packageName: string
  /** Name of the export, `default` where the package does not say. */
  readonly exportName: string | undefined
  /** Directory whose `node_modules` has it. */
  readonly base: string
}

/**
 * Finds the driver that `alias` means: one of `builtIns`, else an installed package that one of `bases` (directories, the
 * first that has it) can import:
 * called `netloom-type-<alias>` / `netloom-mech-<alias>`, or with `"netloom": {"drivers": {"<alias>": "<export>"}}`.
 * @throws {ConfigurationError} listing what was found
 */
export async function resolveDriver(
  kind: DriverKind,
  alias: string,
  builtIns: readonly DriverPackage[],
  bases: readonly string[],
): Promise<DriverPackage> {
  const builtIn = builtIns.find((driver) => driver.kind === kind && driver.name === alias)
  if (builtIn !== undefined) return builtIn
  const candidates = (await Promise.all(bases.map((base) => findCandidates(kind, base)))).flat()
  const wanted = candidates.filter((candidate) => candidate.alias === alias)
  for (const candidate of wanted) {
    const driver = await load(kind, candidate)
    if (driver !== undefined) return driver
  }
  const found = [
    ...builtIns.filter((driver) => driver.kind === kind).map(({ name }) => name),
    ...candidates
      .filter((candidate) => !builtIns.some(({ name }) => name === candidate.alias))
      .map((candidate) => `${candidate.alias} (${candidate.packageName})`),
  ]
  throw new ConfigurationError([
    {
      where: `${kind}_drivers`,
      value: alias,
      problem:
        wanted.length === 0 ? 'no such driver' : `package ${wanted[0]?.packageName ?? ''} exports no ${kind} driver`,
      remedy: `found: ${found.length === 0 ? 'none' : [...new Set(found)].join(', ')}; or install ${PREFIX[kind]}${alias}`,
    },
  ])
}

async function findCandidates(kind: DriverKind, base: string): Promise<readonly Candidate[]> {
  const own = await readManifest(join(base, 'package.json'))
  const names = new Set([
    ...Object.keys({ ...own?.dependencies, ...own?.devDependencies, ...own?.optionalDependencies }),
    ...(await installedDrivers(base)),
  ])
  const candidates: Candidate[] = []
  for (const packageName of names) {
    const declared = (await readManifest(join(base, 'node_modules', packageName, 'package.json')))?.netloom?.drivers
    for (const [alias, exportName] of Object.entries(declared ?? {}))
      candidates.push({ alias, packageName, exportName, base })
    if (packageName.startsWith(PREFIX[kind])) {
      const alias = packageName.slice(PREFIX[kind].length)
      if (declared?.[alias] === undefined) candidates.push({ alias, packageName, exportName: undefined, base })
    }
  }
  return candidates
}

/** Packages that are there without being a direct dependency (`npm install -g`, a plain node_modules). */
async function installedDrivers(base: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(join(base, 'node_modules'))
    return entries.filter((name) => Object.values(PREFIX).some((prefix) => name.startsWith(prefix)))
  } catch {
    return []
  }
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Manifest
  } catch {
    return undefined
  }
}

async function load(kind: DriverKind, candidate: Candidate): Promise<DriverPackage | undefined> {
  const exported = (await import(await entryOf(candidate.packageName, candidate.base))) as Readonly<
    Record<string, unknown>
  >
  const values = candidate.exportName === undefined ? Object.values(exported) : [exported[candidate.exportName]]
  const found = values.find(
    (value): value is DriverPackage =>
      typeof value === 'object' &&
      value !== null &&
      'fromIni' in value &&
      typeof value.fromIni === 'function' &&
      (value as Partial<DriverPackage>).kind === kind,
  )
  return found && fromPackage(found, candidate.packageName)
}

/** Its modules say whose they are, so that whoever refuses one can say what to install. */
function fromPackage(driver: DriverPackage, packageName: string): DriverPackage {
  const { kind, name, iniOptions } = driver
  return {
    kind,
    name,
    ...(iniOptions !== undefined && { iniOptions }),
    fromIni: (ini) => {
      const module = driver.fromIni(ini)
      return {
        contract: module.contract,
        kind: module.kind,
        name: module.name,
        packageName,
        register: (container) => {
          module.register(container)
        },
      }
    },
  }
}

/** ESM-only packages have no `require` condition, so their entry is read from the manifest when require cannot find it. */
async function entryOf(packageName: string, base: string): Promise<string> {
  const require = createRequire(join(base, 'package.json'))
  try {
    return pathToFileURL(require.resolve(packageName)).href
  } catch {
    const manifestPath = join(base, 'node_modules', packageName, 'package.json')
    const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as { exports?: unknown; main?: string }
    const entry = importEntry(manifest.exports) ?? manifest.main ?? 'index.js'
    return pathToFileURL(join(dirname(manifestPath), entry)).href
  }
}

function importEntry(exported: unknown): string | undefined {
  if (typeof exported === 'string') return exported
  if (typeof exported !== 'object' || exported === null) return undefined
  const conditions = exported as Readonly<Record<string, unknown>>
  return importEntry(conditions['.']) ?? importEntry(conditions['import']) ?? importEntry(conditions['default'])
}

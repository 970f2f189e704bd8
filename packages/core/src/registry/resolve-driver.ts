import { entryAddress } from '../discovery/entry-address.ts'
import { type InstalledPackage, installedPackages } from '../discovery/installed-packages.ts'
import { importFrom } from '../discovery/load-offer.ts'
import { ConfigurationError } from '../errors/configuration-error.ts'
import type { DriverKind, DriverPackage } from './driver-module.ts'

const PREFIX: Readonly<Record<DriverKind, string>> = {
  type: 'netloom-type-',
  mechanism: 'netloom-mech-',
  extension: 'netloom-ext-',
}

/** A driver found among installed packages: `npm install netloom-type-foo` and `type_drivers = foo` is all it takes. */
interface Candidate {
  readonly alias: string
  readonly from: InstalledPackage
  /** Name of the export; undefined where the package does not say. */
  readonly exportName: string | undefined
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
      .map((candidate) => `${candidate.alias} (${candidate.from.name})`),
  ]
  throw new ConfigurationError([
    {
      where: `${kind}_drivers`,
      value: alias,
      problem:
        wanted.length === 0 ? 'no such driver' : `package ${wanted[0]?.from.name ?? ''} exports no ${kind} driver`,
      remedy: `found: ${found.length === 0 ? 'none' : [...new Set(found)].join(', ')}; or install ${PREFIX[kind]}${alias}`,
    },
  ])
}

async function findCandidates(kind: DriverKind, base: string): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = []
  for (const from of await installedPackages(base)) {
    const declared = from.manifest.netloom?.drivers
    for (const [alias, exportName] of Object.entries(declared ?? {})) candidates.push({ alias, from, exportName })
    if (!from.name.startsWith(PREFIX[kind])) continue
    const alias = from.name.slice(PREFIX[kind].length)
    if (declared?.[alias] === undefined) candidates.push({ alias, from, exportName: undefined })
  }
  return candidates
}

async function load(kind: DriverKind, { alias, from, exportName }: Candidate): Promise<DriverPackage | undefined> {
  const address = entryAddress(from, '.')
  if (address === undefined) return undefined
  const named = { where: `${kind}_drivers`, value: alias }
  const exported = (await importFrom(named, from, () => import(address))) as Readonly<Record<string, unknown>>
  const values = exportName === undefined ? Object.values(exported) : [exported[exportName]]
  const found = values.find(
    (value): value is DriverPackage =>
      typeof value === 'object' &&
      value !== null &&
      'fromIni' in value &&
      typeof value.fromIni === 'function' &&
      (value as Partial<DriverPackage>).kind === kind,
  )
  return found && fromPackage(found, from.name)
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

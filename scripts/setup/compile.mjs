import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { root } from './root.mjs'
import { SetupError } from './run.mjs'
import { bundle, isBundled } from './bundle.mjs'
import { declarationOf, declareFile, outputsOf, transformFile } from './transform.mjs'
import { workspaceFolders } from './workspace.mjs'

/** What {@link compile} has written; without it everything is written anew. */
export const stampFile = join(root, 'node_modules', '.netloom-build')

/**
 * Writes `dist` of every package: what changed since the last time, and nothing that has no source any more. It does not look at
 * types, which takes fifty times as long: `npm run check:types` does.
 */
export async function compile(say) {
  const before = lastStamp()
  const now = { settings: settings(), files: {}, bundles: {} }
  const known = before.settings === now.settings ? before : NOTHING
  // TypeScript's own compiler spells declarations otherwise; reports of the API would depend on who compiled last.
  const foreign = projects().filter((folder) => existsSync(byTypeScript(folder)))
  const sources = projects().flatMap(sourcesOf)
  // Taken before the files are read, so that one saved meanwhile is compiled the next time.
  for (const file of [...sources.map(({ source }) => source), ...projects().map(manifestOf)])
    now.files[file] = stampOf(file)
  const changed = Object.keys({ ...known.files, ...now.files }).filter((file) => known.files[file] !== now.files[file])
  const stale = sources.filter(
    ({ folder, source, target }) =>
      known.files[source] !== now.files[source] ||
      foreign.includes(folder) ||
      !existsSync(isBundled(folder) ? declarationOf(target) : target),
  )
  const bundles = projects()
    .filter(isBundled)
    .filter(
      (folder) =>
        changed.some((file) => file.startsWith(join(root, folder, '/'))) ||
        known.bundles[folder]?.every((file) => existsSync(file)) !== true,
    )
  if (changed.length === 0 && stale.length === 0 && bundles.length === 0) return
  say(`compiling ${String(stale.length)} files`)
  await transform(stale)
  now.bundles = { ...known.bundles, ...(await writeBundles(bundles)) }
  removeOrphans(sources)
  for (const folder of foreign) rmSync(byTypeScript(folder))
  writeFileSync(stampFile, JSON.stringify(now))
}

/** JavaScript alone, beside declarations that somebody else has written. */
export async function compileJavaScript() {
  await transform(
    projects()
      .filter((folder) => !isBundled(folder))
      .flatMap(sourcesOf),
  )
  await writeBundles(projects().filter(isBundled))
}

async function transform(sources) {
  const oxc = await import('oxc-transform')
  const faults = sources.flatMap(({ folder, source, target }) =>
    faultOf(() => (isBundled(folder) ? declareFile : transformFile)(oxc, source, target)),
  )
  if (faults.length === 0) return
  process.stderr.write(`${faults.join('\n')}\n`)
  throw new SetupError('the sources do not compile (errors above); mend them and run: npm run setup')
}

/** One after the other: each uses every processor. */
async function writeBundles(folders) {
  const written = {}
  if (folders.length === 0) return written
  const rolldown = await import('rolldown')
  for (const folder of folders) written[folder] = await bundle(rolldown, folder)
  return written
}

export const projects = () => workspaceFolders().filter((folder) => existsSync(join(root, folder, 'src')))

/** What `tsc -b` leaves beside what it has written. */
const byTypeScript = (folder) => join(root, folder, 'dist', '.tsbuildinfo')

const manifestOf = (folder) => join(root, folder, 'package.json')

/** `{ folder, source, target }` for each TypeScript file of a package. */
function sourcesOf(folder) {
  return readdirSync(join(root, folder, 'src'), { recursive: true })
    .filter((entry) => entry.endsWith('.ts'))
    .map((entry) => ({
      folder,
      source: join(root, folder, 'src', entry),
      target: join(root, folder, 'dist', entry.replace(/ts$/, 'js')),
    }))
}

function stampOf(file) {
  const { size, mtimeMs } = statSync(file)
  return `${String(size)} ${String(mtimeMs)}`
}

const NOTHING = { settings: undefined, files: {}, bundles: {} }

/** What every output depends on besides its source. */
function settings() {
  const hash = createHash('sha256')
  const files = [
    'tsconfig.base.json',
    'tsconfig.package.json',
    'pnpm-lock.yaml',
    'scripts/setup/transform.mjs',
    'scripts/setup/bundle.mjs',
  ]
  for (const file of files) hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function lastStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'))
  } catch {
    // There is none, or one of another format.
    return NOTHING
  }
}

function faultOf(work) {
  try {
    work()
    return []
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    return [error.message]
  }
}

/** Outputs of sources that were deleted or renamed would be imported for ever. A bundle looks after its own. */
function removeOrphans(sources) {
  const wanted = new Set(sources.flatMap(({ target }) => outputsOf(target)))
  for (const folder of projects()) {
    const dist = join(root, folder, 'dist')
    for (const entry of readdirSync(dist, { recursive: true })) {
      const file = join(dist, entry)
      const pattern = isBundled(folder) ? /\.d\.ts(\.map)?$/ : /\.(js|d\.ts)(\.map)?$/
      if (pattern.test(entry) && !wanted.has(file)) rmSync(file)
    }
  }
}

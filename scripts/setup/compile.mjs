import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { root } from './root.mjs'
import { SetupError } from './run.mjs'
import { outputsOf, transformFile } from './transform.mjs'
import { workspaceFolders } from './workspace.mjs'

/** What {@link compile} has written; without it everything is written anew. */
export const stampFile = join(root, 'node_modules', '.netloom-build')

/**
 * Writes `dist` of every package: what changed since the last time, and nothing that has no source any more. It does not look at
 * types, which takes fifty times as long: `npm run check:types` does.
 */
export async function compile(say) {
  const before = lastStamp()
  const now = { settings: settings(), files: {} }
  const known = before.settings === now.settings ? before.files : {}
  const sources = projects().flatMap(sourcesOf)
  // Taken before the files are read, so that one saved meanwhile is compiled the next time.
  for (const { source } of sources) now.files[source] = stampOf(source)
  const stale = sources.filter(({ source, target }) => known[source] !== now.files[source] || !existsSync(target))
  const gone = Object.keys(known).some((source) => now.files[source] === undefined)
  if (stale.length === 0 && !gone) return
  say(`compiling ${String(stale.length)} files`)
  const oxc = await import('oxc-transform')
  const faults = stale.flatMap(({ source, target }) => faultOf(() => transformFile(oxc, source, target)))
  if (faults.length > 0) {
    process.stderr.write(`${faults.join('\n')}\n`)
    throw new SetupError('the sources do not compile (errors above); mend them and run: npm run setup')
  }
  removeOrphans(sources)
  writeFileSync(stampFile, JSON.stringify(now))
}

export const projects = () => workspaceFolders().filter((folder) => existsSync(join(root, folder, 'src')))

/** `{ source, target }` for each TypeScript file of a package. */
function sourcesOf(folder) {
  return readdirSync(join(root, folder, 'src'), { recursive: true })
    .filter((entry) => entry.endsWith('.ts'))
    .map((entry) => ({
      source: join(root, folder, 'src', entry),
      target: join(root, folder, 'dist', entry.replace(/ts$/, 'js')),
    }))
}

function stampOf(file) {
  const { size, mtimeMs } = statSync(file)
  return `${String(size)} ${String(mtimeMs)}`
}

/** What every output depends on besides its source. */
function settings() {
  const hash = createHash('sha256')
  const files = ['tsconfig.base.json', 'tsconfig.package.json', 'pnpm-lock.yaml', 'scripts/setup/transform.mjs']
  for (const file of files) hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function lastStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'))
  } catch {
    // There is none, or one of another format.
    return { settings: undefined, files: {} }
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

/** Outputs of sources that were deleted or renamed would be imported for ever. */
function removeOrphans(sources) {
  const wanted = new Set(sources.flatMap(({ target }) => outputsOf(target)))
  for (const folder of projects()) {
    const dist = join(root, folder, 'dist')
    for (const entry of readdirSync(dist, { recursive: true })) {
      const file = join(dist, entry)
      if (/\.(js|d\.ts)(\.map)?$/.test(entry) && !wanted.has(file)) rmSync(file)
    }
  }
}

import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { root } from './root.mjs'
import { SetupError } from './run.mjs'
import { TRANSFORM } from './transform.mjs'

/**
 * Other people's packages that are joined, too: made of many modules, pinned exactly, and seen by nobody but who imports them. They
 * stay dependencies, by which whoever installs ours knows of them.
 */
export const PRIVATE = new Set(['execa'])

const isOwn = (id) => id.startsWith('.') || id.startsWith('/')

/** Whether a package's JavaScript is bundled: those that are published. Examples and benches stay a file for a file. */
export const isBundled = (folder) => folder.startsWith('packages/')

/**
 * Writes the JavaScript of a package: a file for each of its entries, and chunks that entries and late imports share. Libraries
 * are usually not bundled. Ours are, since it was measured: loading a module costs Node about a millisecond whatever is in it, and
 * importing the engine took 1.0 s of CPU with a file for each module, 0.7 s with these. Other packages, ours too, stay imports: of
 * contract, zod and kysely there must be one copy in a process, which strangers' drivers use as well.
 * @returns what it has written
 */
export async function bundle(bundler, folder) {
  const dist = join(root, folder, 'dist')
  mkdirSync(dist, { recursive: true })
  const written = await write(bundler, folder, dist).catch((error) => {
    // A file that is not there, a name that a module does not export.
    if (error.errors === undefined) throw error
    throw new SetupError(`${folder} cannot be bundled: ${stripVTControlCharacters(error.message)}`)
  })
  removeOthers(dist, new Set(written))
  return written
}

async function write({ rolldown }, folder, dist) {
  const build = await rolldown({
    input: entriesOf(folder),
    cwd: join(root, folder),
    platform: 'node',
    external: (id, importer) => !isOwn(id) && !PRIVATE.has(id) && !importer?.includes('/node_modules/'),
    tsconfig: false,
    transform: TRANSFORM,
    // What a module does when it is loaded is done, whether or not a name of it is used.
    treeshake: false,
    onLog: (level, { message }) => {
      if (level === 'warn') throw new SetupError(`${folder} cannot be bundled: ${message}`)
    },
  })
  try {
    const { output } = await build.write({
      dir: dist,
      format: 'esm',
      entryFileNames: '[name].js',
      // A name that says what is in it: a process that imports late never gets a chunk of another build.
      chunkFileNames: 'chunks/[name]-[hash].js',
      codeSplitting: { groups: [{ name: 'execa', test: /\/node_modules\// }] },
      keepNames: true,
      sourcemap: true,
      sourcemapExcludeSources: true,
    })
    return output.map(({ fileName }) => join(dist, fileName))
  } finally {
    await build.close()
  }
}

/** What `exports` names, and what the command in `bin` loads: names in `dist`, with their sources. */
function entriesOf(folder) {
  const { exports, bin } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const sources = [...Object.values(exports).map(({ source }) => source), ...(bin ? ['./src/main.ts'] : [])]
  return Object.fromEntries(
    sources.map((source) => [source.slice('./src/'.length, -'.ts'.length), join(root, folder, source)]),
  )
}

/** JavaScript of another build, and of modules that are in a bundle now. */
function removeOthers(dist, written) {
  for (const entry of readdirSync(dist, { recursive: true })) {
    const file = join(dist, entry)
    if (/\.js(\.map)?$/.test(entry) && !written.has(file)) rmSync(file)
  }
}

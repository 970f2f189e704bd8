import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'
import { run, SetupError } from './run.mjs'
import { workspaceFolders } from './workspace.mjs'

const stampFile = join(root, 'node_modules', '.netloom-build')

/** Compiles every package. `tsc -b` alone takes a second to find out that it has nothing to do, so a stamp answers first. */
export async function compile(say) {
  const stamp = fingerprint()
  if (isBuilt() && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  say('compiling')
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { code, output } = await run(process.execPath, [tsc, '-b'])
  if (code !== 0) {
    process.stderr.write(output)
    throw new SetupError('the sources do not compile (errors above); mend them and run: npm run setup')
  }
  // Taken before the build, so that a file saved meanwhile is compiled the next time.
  writeFileSync(stampFile, stamp)
}

const projects = () => workspaceFolders().filter((folder) => existsSync(join(root, folder, 'src')))

const isBuilt = () => projects().every((folder) => existsSync(join(root, folder, 'dist', '.tsbuildinfo')))

/** Name, size and time of every source file. */
function fingerprint() {
  const hash = createHash('sha256')
  const add = (file) => {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }
  for (const entry of readdirSync(root)) if (/^tsconfig.*\.json$|^pnpm-lock\.yaml$/.test(entry)) add(join(root, entry))
  for (const folder of projects()) {
    const at = join(root, folder)
    add(join(at, 'tsconfig.json'))
    add(join(at, 'package.json'))
    for (const entry of readdirSync(join(at, 'src'), { recursive: true })) {
      if (entry.endsWith('.ts')) add(join(at, 'src', entry))
    }
  }
  return hash.digest('hex')
}

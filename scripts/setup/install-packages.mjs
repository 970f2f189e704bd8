import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { needCommands } from './debian.mjs'
import { root } from './root.mjs'
import { run, SetupError } from './run.mjs'
import { workspaceFolders } from './workspace.mjs'

const compilers = { python3: 'python3', make: 'make', 'g++': 'g++' }

/** Brings node_modules in step with the lockfile. Does nothing when the stamp of the last run still fits. */
export async function installPackages(say) {
  const stampFile = join(root, 'node_modules', '.netloom-setup')
  const stamp = fingerprint()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return

  const first = !existsSync(join(root, 'node_modules', '.pnpm'))
  say(first ? 'installing; SQLite may have to be compiled, which takes a minute' : 'bringing node_modules up to date')
  let install = await pnpm(['install', '--frozen-lockfile'], say)
  if (!(await sqliteLoads())) {
    // No ready-made binary for this machine: compile it. Only now are the compilers worth their 200 MB.
    await needCommands(compilers, say)
    say('compiling SQLite')
    if (install.code !== 0) install = await pnpm(['install', '--frozen-lockfile'], say)
    if (install.code === 0 && !(await sqliteLoads())) install = await pnpm(['rebuild', 'better-sqlite3'], say)
  }
  if (install.code !== 0) {
    process.stderr.write(`${install.output.split('\n').slice(-40).join('\n')}\n`)
    throw new SetupError(
      'pnpm could not install the npm packages (its output is above); mend it and run: npm run setup',
    )
  }
  if (!(await sqliteLoads())) {
    throw new SetupError(
      `better-sqlite3 does not load in Node ${process.versions.node}; run: npx pnpm rebuild better-sqlite3`,
    )
  }
  writeFileSync(stampFile, stamp)
}

/** Changes whenever another install could have another result: manifests, lockfile, the ABI that SQLite is compiled for. */
function fingerprint() {
  const manifests = ['.', ...workspaceFolders()].map((folder) => `${folder}/package.json`)
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/** pnpm in the version that `packageManager` names, without installing it on this machine. */
function pnpm(args, say) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const headers = join(dirname(process.execPath), '..')
  const env = {
    CI: 'true', // no questions: there may be no terminal
    // A Node that brought its headers along can compile SQLite without fetching them.
    ...(existsSync(join(headers, 'include', 'node', 'node.h')) && { npm_config_nodedir: headers }),
  }
  // pnpm counts packages and shows what their install scripts print; the one script that may run is the compiler's.
  let shown = ''
  const onLine = (line) => {
    const news =
      /^Progress: .*/.exec(line)?.[0] ?? (line.includes('better-sqlite3 install:') ? 'compiling SQLite' : shown)
    if (news !== shown) say(news)
    shown = news
  }
  return run('npx', ['--yes', packageManager, ...args], { env, onLine })
}

/** Asked in a process of its own: a binary for another Node would take this one down. */
async function sqliteLoads() {
  const script = "new (require('better-sqlite3'))(':memory:').close()"
  const { code } = await run(process.execPath, ['-e', script], { cwd: join(root, 'packages', 'store') })
  return code === 0
}

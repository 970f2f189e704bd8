import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, SetupError } from '../setup/run.mjs'

/** A project that knows nothing of this workspace, with every tarball as a dependency. */
export async function installTarballs(project, tarballs) {
  mkdirSync(project)
  const dependencies = Object.fromEntries(tarballs.map(({ manifest, filename }) => [manifest.name, `file:${filename}`]))
  // The kits ask for vitest as a peer; a project that uses them has it.
  const { devDependencies } = tarballs.find(({ manifest }) => manifest.name === '@netloom/testing').manifest
  const tools = Object.fromEntries(['vitest', '@types/node'].map((name) => [name, devDependencies[name]]))
  const manifest = { name: 'bare', private: true, dependencies: { ...dependencies, ...tools } }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, undefined, 2))
  const install = await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: project })
  if (install.code !== 0) throw new SetupError(`npm cannot install the tarballs\n${install.output}`)
}

/** Runs the scripts of `scripts/packages/bare` there, then loads every entry point of every package. */
export async function loadInstalled(project, tarballs) {
  const entries = tarballs.flatMap(({ manifest }) =>
    Object.keys(manifest.exports).map((entry) => join(manifest.name, entry)),
  )
  // Kits register tests when they are loaded, which only works inside vitest.
  const loadable = entries.filter((entry) => entry !== '@netloom/testing/conformance')
  const load = loadable.map((entry) => `await import('${entry}')`).join('\n')
  writeFileSync(join(project, 'load-all.mjs'), `${load}\nconsole.log('ok  ${loadable.length} entry points load')\n`)
  cpSync(join(import.meta.dirname, 'bare'), project, { recursive: true })
  for (const script of ['load-all.mjs', 'embed.mjs', 'embed.cjs']) {
    const { code, output } = await run(process.execPath, [script], { cwd: project })
    process.stdout.write(output)
    if (code !== 0) throw new SetupError(`${script} fails in a bare project`)
  }
  const { code, output } = await run(join(project, 'node_modules', '.bin', 'netloom'), ['--help'], { cwd: project })
  if (code !== 0) throw new SetupError(`netloom --help fails in a bare project\n${output}`)
  console.log('ok  netloom --help')
}

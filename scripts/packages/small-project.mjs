import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, SetupError } from '../setup/run.mjs'

/** Bytes that the contract and one type driver may take, with everything that npm brings along for them. */
const LIMIT = 4 * 1024 * 1024
const NEEDED = ['@netloom/core', '@netloom/type-vxlan']
const NOT_NEEDED = ['zod', 'kysely']

const bytesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)

/** What the author of a type driver installs stays small, and loads without the engine's libraries. */
export async function judgeSmallProject(project, tarballs) {
  mkdirSync(project)
  const dependencies = Object.fromEntries(
    tarballs
      .filter(({ manifest }) => NEEDED.includes(manifest.name))
      .map(({ manifest, filename }) => [manifest.name, `file:${filename}`]),
  )
  const manifest = { name: 'small', private: true, type: 'module', dependencies }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  const install = await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: project })
  if (install.code !== 0) throw new SetupError(`npm cannot install the contract and a driver\n${install.output}`)
  const modules = join(project, 'node_modules')
  for (const name of NOT_NEEDED)
    if (existsSync(join(modules, name)))
      throw new SetupError(`a type driver brings ${name} along, which it does not use`)
  const bytes = bytesIn(modules)
  const size = `${(bytes / 1024 / 1024).toFixed(1)} MB`
  if (bytes > LIMIT) throw new SetupError(`the contract and a type driver take ${size}, more than 4 MB`)
  writeFileSync(join(project, 'load.js'), NEEDED.map((name) => `await import('${name}')\n`).join(''))
  const { code, output } = await run(process.execPath, ['load.js'], { cwd: project })
  if (code !== 0) throw new SetupError(`the contract and a type driver do not load by themselves\n${output}`)
  console.log(`ok  the contract and a type driver: ${size}`)
}

// A package looks like every other package: same fields, same files, and TypeScript's project references say the same as
// the dependencies do. A missing reference builds by luck; a missing dependency breaks only once it is published.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf, isOurs, nameOf } from './setup/package-names.mjs'
import { root } from './setup/root.mjs'
import { workspaceFolders } from './setup/workspace.mjs'

const HOME = 'https://github.com/netloom/netloom'

const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'))
const problems = []
const expect = (where, what, actual, wanted) => {
  if (JSON.stringify(actual) !== JSON.stringify(wanted)) {
    problems.push(`${where}: ${what} is ${JSON.stringify(actual)}, should be ${JSON.stringify(wanted)}`)
  }
}
const internal = (dependencies = {}) => Object.keys(dependencies).filter(isOurs)

/** Whether sources import more than types from an entry of core that loads zod. */
const usesWire = (folder) =>
  readdirSync(join(root, folder, 'src'), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, folder, 'src', file), 'utf8'))
    .some((text) => /^(?:import (?!type )|} )[^'\n]*from '@netloom\/core\/(?:wire|dhcp|firewall)'/m.test(text))

/** Folders that a tsconfig.json refers to, from the root. */
const references = (folder) =>
  (read(`${folder}/tsconfig.json`).references ?? []).map(({ path }) => join(folder, path).replace(/\/$/, ''))

const top = read('package.json')
for (const folder of workspaceFolders()) {
  const at = `${folder}/package.json`
  const manifest = read(at)
  expect(at, 'type', manifest.type, 'module')
  expect(at, 'license', manifest.license, top.license)
  expect(at, 'engines', manifest.engines, top.engines)
  const needed = [...new Set([...internal(manifest.dependencies), ...internal(manifest.peerDependencies)])].map(
    folderOf,
  )
  expect(`${folder}/tsconfig.json`, 'references', references(folder).sort(), needed.sort())
  for (const kind of ['dependencies', 'devDependencies']) {
    for (const [name, range] of Object.entries(manifest[kind] ?? {})) {
      expect(at, `${kind}["${name}"]`, range, isOurs(name) ? 'workspace:^' : 'catalog:')
    }
  }
  if (!folder.startsWith('packages/')) {
    expect(at, 'private', manifest.private, true)
    continue
  }
  expect(at, 'name', manifest.name, nameOf(folder))
  expect(at, 'homepage', manifest.homepage, `${HOME}/tree/main/${folder}#readme`)
  expect(at, 'bugs', manifest.bugs, `${HOME}/issues`)
  expect(at, 'repository', manifest.repository, { type: 'git', url: `git+${HOME}.git`, directory: folder })
  expect(at, 'keywords', manifest.keywords?.includes('netloom'), true)
  for (const file of ['README.md', 'LICENSE', 'test/tsconfig.json']) {
    expect(folder, file, existsSync(join(root, folder, file)) ? 'there' : 'missing', 'there')
  }
  const published = Object.entries(manifest.exports).map(([entry, { source, ...rest }]) => {
    expect(at, `exports["${entry}"].source`, source, rest.default.replace('./dist/', './src/').replace(/js$/, 'ts'))
    return [entry, rest]
  })
  expect(at, 'publishConfig.exports', manifest.publishConfig.exports, Object.fromEntries(published))
  // An optional peer of core is missing from where it is used unless its user asks for it.
  if (folder !== 'packages/core' && usesWire(folder)) {
    expect(at, 'dependencies.zod (for @netloom/core/wire)', manifest.dependencies?.zod, 'catalog:')
  }
  for (const name of internal(manifest.peerDependencies)) {
    // ^0.1.0 would exclude 0.2.0, and every minor of core would make every driver a new major.
    expect(at, `peerDependencies["${name}"]`, manifest.peerDependencies[name], 'workspace:>=0.1.0 <1.0.0')
    expect(at, `devDependencies["${name}"]`, manifest.devDependencies?.[name], 'workspace:^')
  }
}

expect('tsconfig.json', 'references', references('.').sort(), workspaceFolders().sort())
for (const problem of problems) console.error(problem)
if (problems.length === 0) console.log(`ok  ${String(readdirSync(join(root, 'packages')).length)} packages look alike`)
process.exitCode = problems.length === 0 ? 0 : 1

import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../setup/root.mjs'
import { run, SetupError } from '../setup/run.mjs'
import { workspaceFolders } from '../setup/workspace.mjs'
import { nameOf } from '../setup/package-names.mjs'

/** Files of the repository as they lie here, changed ones too. */
async function files() {
  const { code, output } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard'])
  if (code !== 0) throw new SetupError(`git cannot list the repository's files\n${output}`)
  return output.trim().split('\n')
}

/** A copy of the repository in which `folder` (`packages/x`) has never been, nor tests, examples and benches that are about it. */
export async function copyWithout(folder, target) {
  const name = nameOf(folder)
  const all = (await files()).filter((file) => existsSync(join(root, file)) && !file.startsWith(`${folder}/`))
  const aboutIt = aboutPackage(name, folder, all)
  for (const file of all.filter((one) => !aboutIt.has(one))) {
    mkdirSync(dirname(join(target, file)), { recursive: true })
    cpSync(join(root, file), join(target, file))
  }
  for (const place of ['.', ...workspaceFolders()]) {
    if (place === folder) continue
    bringModules(join(root, place), join(target, place), name)
    forget(join(target, place, 'package.json'), name)
  }
  return { left: all.length - aboutIt.size, aboutIt: aboutIt.size }
}

/** Tests, examples and benches that import it, directly or through another one of them. Sources stay: they have to do without. */
function aboutPackage(name, folder, all) {
  const mayGo = all.filter(
    (file) => /^(packages\/[^/]+\/test|examples|bench)\//.test(file) && /\.(ts|mjs|cjs)$/.test(file),
  )
  const imports = new Map(mayGo.map((file) => [file, importsOf(file)]))
  const found = new Set(
    mayGo.filter((file) =>
      imports.get(file).some((one) => one === name || [name, folder].some((of) => one.startsWith(`${of}/`))),
    ),
  )
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const [file, wanted] of imports) if (wanted.some((one) => found.has(one))) found.add(file)
  }
  return found
}

function importsOf(file) {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/(?:from|import\(|import)\s*'([^']+)'/g)].map(([, target]) =>
    target.startsWith('.') ? join(dirname(file), target) : target,
  )
}

/** node_modules with the same links and files as here, without links to the package. */
function bringModules(from, to, name) {
  const modules = join(from, 'node_modules')
  if (!existsSync(modules) || !existsSync(to)) return
  linkTree(
    modules,
    join(to, 'node_modules'),
    (path) => path.endsWith(join('node_modules', name)) || path.includes('.cache') || path.includes('.vite'),
  )
}

function linkTree(from, to, leaveOut) {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (leaveOut(source) || entry.name === '.netloom-build') continue
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else if (entry.isDirectory()) linkTree(source, target, leaveOut)
    else linkSync(source, target)
  }
}

function forget(manifestFile, name) {
  if (!existsSync(manifestFile)) return
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
  for (const kind of ['dependencies', 'devDependencies', 'peerDependencies']) delete manifest[kind]?.[name]
  writeFileSync(manifestFile, JSON.stringify(manifest, undefined, 2))
}

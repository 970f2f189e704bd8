import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from '../setup/root.mjs'

/** Examples that strangers copy: packages of their own, of nothing but what is published. */
export const EXAMPLES = ['custom-type-driver', 'custom-mechanism-driver', 'custom-service']

/** What a file says that only works inside this workspace; such tests stay here. */
const LEADS_OUT = /\.\.\/\.\.\/\.\.\//

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

/** Of the workspace's packages, by name. */
const versions = () =>
  Object.fromEntries(
    readdirSync(join(root, 'packages')).map((folder) => {
      const { name, version } = readJson(join(root, 'packages', folder, 'package.json'))
      return [name, version]
    }),
  )

/** `catalog:` entries of pnpm-workspace.yaml, by package. */
function catalog() {
  const [, text] = /^catalog:\n((?: .*\n)+)/m.exec(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'))
  const entries = text.matchAll(/^ {2}'?([^':\s]+)'?: (?:npm:typescript@)?(\S+)$/gm)
  return Object.fromEntries([...entries].map(([, name, range]) => [name, range]))
}

/** Ranges as pnpm writes them when it packs. */
function published(ranges, thirds, ours) {
  const entries = Object.entries(ranges ?? {}).map(([name, range]) => {
    if (range === 'catalog:') return [name, thirds[name]]
    if (!range.startsWith('workspace:')) return [name, range]
    const wanted = range.slice('workspace:'.length)
    return [name, wanted === '^' ? `^${ours[name]}` : wanted]
  })
  return Object.fromEntries(entries)
}

function manifestOf(example) {
  const known = [catalog(), versions()]
  const { dependencies, peerDependencies, devDependencies, ...rest } = readJson(join(example, 'package.json'))
  const tools = Object.fromEntries(['@types/node', 'typescript', 'vitest'].map((name) => [name, known[0][name]]))
  return {
    ...rest,
    files: ['dist', 'src'],
    scripts: { build: 'tsc', test: 'vitest run', prepack: 'tsc' },
    ...(dependencies && { dependencies: published(dependencies, ...known) }),
    peerDependencies: published(peerDependencies, ...known),
    devDependencies: { ...published(devDependencies, ...known), ...tools },
  }
}

/** Options of the workspace's two files in one, without what ties projects of a workspace together. */
function compilerOptions() {
  const base = readJson(join(root, 'tsconfig.base.json')).compilerOptions
  return { ...base, rewriteRelativeImportExtensions: true, declaration: true, rootDir: 'src', outDir: 'dist' }
}

/** Writes a copy that plain npm installs and `tsc` builds, whatever is above it: to be copied once more, and changed. */
export function standAlone(name, target) {
  const example = join(root, 'examples', name)
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  for (const part of ['README.md', 'src', 'test']) {
    for (const file of filesIn(join(example, part))) {
      if (file.endsWith('tsconfig.json') || LEADS_OUT.test(readFileSync(file, 'utf8'))) continue
      const place = join(target, relative(example, file))
      mkdirSync(dirname(place), { recursive: true })
      cpSync(file, place)
    }
  }
  const write = (file, value) => writeFileSync(join(target, file), `${JSON.stringify(value, undefined, 2)}\n`)
  write('package.json', manifestOf(example))
  write('tsconfig.json', { compilerOptions: compilerOptions(), include: ['src'] })
}

function filesIn(place) {
  if (place.endsWith('.md')) return [place]
  const entries = readdirSync(place, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

// No folders of a package import each other around. A folder is a room with a direction: what it stands on is below it, and
// an entry (`index.ts` beside folders) is above all of them. The remedy is to move the shared part down.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { folderCircles } from './lint/folder-circles.mjs'
import { root } from './setup/root.mjs'

const sources = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))

/** Relative imports of every kind, types' too. */
const importsOf = (file) =>
  ts
    .preProcessFile(readFileSync(file, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))

let failed = false
const packages = readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'src')))
for (const name of packages) {
  const folder = join(root, 'packages', name, 'src')
  const imports = new Map(sources(folder).map((file) => [file.slice(folder.length + 1), importsOf(file)]))
  const circles = folderCircles(imports)
  for (const { folders, arrows } of circles) {
    failed = true
    console.error(`packages/${name}/src: ${folders.join(', ')} import each other:\n  ${arrows.join('\n  ')}`)
  }
}
if (!failed) console.log(`ok  folders of ${String(packages.length)} packages have a direction`)
process.exitCode = failed ? 1 : 0

// Runs before a package is packed, in its folder: brings the guides that belong to it into its tarball, for readers without
// the network and of that very version.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { EXAMPLES, standAlone } from './stand-alone.mjs'

const docs = resolve(import.meta.dirname, '..', '..', 'docs')
const pages = () => readdirSync(docs).filter((file) => file.endsWith('.md'))

const GUIDES = {
  core: () => pages().filter((file) => /^(architecture|moved|terms|writing-.*)\.md$/.test(file)),
  api: () => ['declaring-a-resource.md'],
  cli: pages,
}

const target = resolve('docs')
rmSync(target, { recursive: true, force: true })
mkdirSync(target)
for (const page of GUIDES[basename(process.cwd())]()) {
  if (existsSync(join(docs, page))) cpSync(join(docs, page), join(target, page))
}
// The guides begin with them: who has the contract has something to copy.
if (basename(process.cwd()) === 'core') for (const name of EXAMPLES) standAlone(name, join(target, 'examples', name))

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup/root.mjs'
import { run, SetupError } from '../setup/run.mjs'

/** What authors of drivers and services import; a program around them runs on Node and has its types. */
const FOR_AUTHORS = /^@netloom\/(core|api|dataplane|store|agent-dhcp|mech-|type-)/

/**
 * TypeScript of 6.0 and later looks for no `@types` by itself: declarations that say `Buffer` or `NodeJS` end the build of whoever
 * did not ask for them, with an error in a file that is not theirs.
 */
export async function judgeDeclarations(project, tarballs) {
  const tsc = join(root, 'node_modules', 'typescript-7', 'bin', 'tsc')
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--ignoreConfig', 'authors.ts']
  // One after the other: a package whose declarations import from `node:` brings the globals along for all.
  for (const { manifest } of tarballs.filter((one) => FOR_AUTHORS.test(one.manifest.name))) {
    const entries = Object.keys(manifest.exports).map((entry) => join(manifest.name, entry))
    const lines = entries.map((entry, at) => `export * as m${at} from '${entry}'\n`)
    writeFileSync(join(project, 'authors.ts'), lines.join(''))
    const { code, output } = await run(process.execPath, [tsc, ...options], { cwd: project })
    if (code !== 0) throw new SetupError(`types of ${manifest.name} ask for others that they do not bring\n${output}`)
  }
  console.log('ok  packages for authors have types without those of Node')
}

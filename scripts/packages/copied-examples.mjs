import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { root } from '../setup/root.mjs'
import { run, SetupError } from '../setup/run.mjs'
import { EXAMPLES, standAlone } from './stand-alone.mjs'

/**
 * The examples as strangers have them, in a project that has what they depend on: they compile with the TypeScript that they name, and
 * pass their tests against what is packed.
 */
export async function judgeCopiedExamples(project) {
  for (const name of EXAMPLES) {
    const copy = join(project, 'examples', name)
    standAlone(name, copy)
    if (/"(workspace|catalog):/.test(readFileSync(join(copy, 'package.json'), 'utf8')))
      throw new SetupError(`the copy of examples/${name} has ranges that npm cannot read`)
    for (const [what, ...words] of [
      ['compile', join(root, 'node_modules', 'typescript', 'bin', 'tsc')],
      ['pass its tests', join(project, 'node_modules', 'vitest', 'vitest.mjs'), 'run'],
    ]) {
      const { code, output } = await run(process.execPath, words, { cwd: copy })
      if (code !== 0) throw new SetupError(`the copy of examples/${name} does not ${what}\n${output}`)
    }
    console.log(`ok  a copy of examples/${name} compiles and passes its tests`)
  }
}

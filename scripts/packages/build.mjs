import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { compileJavaScript, projects, stampFile } from '../setup/compile.mjs'
import { root } from '../setup/root.mjs'
import { run, SetupError } from '../setup/run.mjs'

/** Builds what is published, from nothing: declarations are those that TypeScript's own compiler has checked. */
export async function buildWithTypeScript() {
  for (const folder of projects()) rmSync(join(root, folder, 'dist'), { recursive: true, force: true })
  // What comes after it and compares declarations (`check:api`) wants those of the set-up, which are spelled otherwise.
  rmSync(stampFile, { force: true })
  const tsc = join(root, 'node_modules', 'typescript-7', 'bin', 'tsc')
  const { code, output } = await run(process.execPath, [tsc, '-b'])
  if (code !== 0) throw new SetupError(`the sources do not compile\n${output}`)
  await compileJavaScript()
}

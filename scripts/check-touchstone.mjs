// Takes packages out, one after the other: a type driver, a mechanism driver, a service. What is left has to build, to start and
// to pass its tests; then nothing but the host application knows any of them by name.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyWithout } from './touchstone/copy-without.mjs'
import { requireStart } from './touchstone/require-start.mjs'
import { run, SetupError } from './setup/run.mjs'

/** Tests that run when it is gone: of the packages that must not know it. */
const TESTS = ['packages/core/test', 'packages/ml2/test', 'packages/api/test', 'packages/agent-runtime/test']
const REMOVED = ['packages/type-geneve', 'packages/mech-ovs', 'packages/agent-dhcp', 'packages/security-groups']

const wanted = process.argv.slice(2)
for (const folder of wanted.length > 0 ? wanted : REMOVED) await tryWithout(folder)

async function tryWithout(folder) {
  const target = mkdtempSync(join(tmpdir(), 'netloom-without-'))
  const require = async (what, args, env) => {
    const { code, output } = await run(process.execPath, args, { cwd: target, env })
    if (code !== 0) throw new SetupError(`without ${folder}, ${what} fails\n${output}`)
  }
  try {
    const { aboutIt } = await copyWithout(folder, target)
    writeFileSync(
      join(target, 'compile-all.mjs'),
      "import { compile } from './scripts/setup/compile.mjs'\nawait compile(() => undefined)\n",
    )
    await require('the build', ['compile-all.mjs'])
    await require('the type check', ['node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.check.json'])
    await requireStart(target)
    await require('a test', ['node_modules/vitest/vitest.mjs', 'run', '--project', 'pure', ...TESTS])
    console.log(`ok  without ${folder}, and ${String(aboutIt)} files of tests, examples and benches about it`)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(`touchstone: ${error.message}`)
    process.exitCode = 1
  } finally {
    rmSync(target, { recursive: true, force: true })
  }
}

// Runs the tests that need no kernel and no server of ours on the Nodes that we promise besides the one that runs everything else.
// Each Node comes from npm, as the package that carries the binary for this machine, once: it stays in node_modules/.cache.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { compile } from './setup/compile.mjs'
import { root } from './setup/root.mjs'
import { run, SetupError } from './setup/run.mjs'

const VERSIONS = [22, 24]

/** Path of a Node's binary. @throws {SetupError} when it cannot be had or does not run */
async function nodeOf(major) {
  const folder = join(root, 'node_modules', '.cache', 'node', String(major))
  const binary = join(folder, 'package', 'bin', 'node')
  if (!existsSync(binary)) await fetchNode(`node-${process.platform}-${process.arch}@${String(major)}`, folder)
  const { output } = await run(binary, ['--version'])
  if (output.startsWith(`v${String(major)}.`)) return { binary, version: output.trim() }
  throw new SetupError(
    `${binary} does not run as Node ${String(major)}: ${output.trim()}; remove ${folder} and try again`,
  )
}

async function fetchNode(name, folder) {
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', partial, name], { cwd: partial })
  if (packed.code !== 0) throw new SetupError(`${name} cannot be had from the npm registry\n${packed.output}`)
  const tarball = join(partial, packed.output.trim().split('\n').at(-1))
  const { code, output } = await run('tar', ['-xzf', tarball, '-C', partial, 'package/bin/node'])
  if (code !== 0) throw new SetupError(`${name} has no bin/node\n${output}`)
  rmSync(tarball)
  rmSync(folder, { recursive: true, force: true })
  renameSync(partial, folder)
}

/** Tests start processes of their own, with `process.execPath` or by the name in `#!`. */
function test(binary) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--project', 'pure', '--project', 'conformance', ...process.argv.slice(2)]
  const PATH = `${dirname(binary)}${delimiter}${process.env.PATH}`
  return new Promise((resolve) => {
    const child = spawn(binary, args, { cwd: root, env: { ...process.env, PATH }, stdio: 'inherit' })
    child.on('error', () => resolve(127)).on('close', (code) => resolve(code ?? 1))
  })
}

try {
  // What node_modules and dist have was made with another Node; nothing in them may depend on it.
  await compile((what) => console.log(what))

  for (const major of VERSIONS) {
    const { binary, version } = await nodeOf(major)
    console.log(`tests on Node ${version}`)
    if ((await test(binary)) !== 0) throw new SetupError(`tests fail on Node ${version}`)
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`node versions: ${error.message}`)
  process.exitCode = 1
}

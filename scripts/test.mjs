// `npm test`. With arguments it is vitest and no more. Without, the files of the lab, which one after the other wait for a kernel and
// leave much of the machine idle, run beside all others. Those have the lowest priority: a lab gets a processor when it asks for one.
import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './setup/root.mjs'

const args = process.argv.slice(2)
const LAB = { name: 'lab', args: ['--project=lab'] }
const OTHERS = { name: 'others', args: ['--project=!lab'], priority: constants.priority.PRIORITY_LOW }

const started = performance.now()
const outcomes =
  args.length > 0 ? [await run({ name: 'tests', args, stdio: 'inherit' })] : await Promise.all([LAB, OTHERS].map(run))
if (outcomes.length > 1) {
  const minutes = ((performance.now() - started) / 60_000).toFixed(1)
  for (const { name, code } of outcomes) console.log(`${name}: ${code === 0 ? 'green' : 'RED, see its summary above'}`)
  console.log(`${minutes} min`)
}
process.exitCode = Math.max(...outcomes.map(({ code }) => code))

/** Resolves with vitest's exit code. What it says comes line by line, so that two do not mix within one. */
function run({ name, args, priority, stdio = ['ignore', 'pipe', 'pipe'] }) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  const child = spawn(process.execPath, [vitest, 'run', ...args], {
    cwd: root,
    stdio,
    env: { ...process.env, ...colours },
  })
  // Its workers, and what they start, inherit it.
  if (priority !== undefined && child.pid !== undefined) setPriority(child.pid, priority)
  for (const stream of ['stdout', 'stderr'])
    if (child[stream])
      createInterface({ input: child[stream] }).on('line', (line) => process[stream].write(`${line}\n`))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.on('error', () => resolve({ name, code: 127 }))
    child.on('close', (code) => resolve({ name, code: code ?? 1 }))
  })
}

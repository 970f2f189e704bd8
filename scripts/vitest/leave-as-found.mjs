// Set-up file of the projects whose test files share a process: a file that leaves something changed behind fails, since the next
// one would pass or fail because of it. Mend the file (`vi.useRealTimers()`, `mockRestore()`, put back what you set).
import { readdirSync } from 'node:fs'
import { afterAll, vi } from 'vitest'

// A pid file that is read before it is written says 0, and a signal to 0 reaches everybody here: this run, and whoever started it.
if (process.kill.isGuarded !== true) {
  const kill = process.kill.bind(process)
  process.kill = Object.assign(
    (pid, signal) => {
      if (!(Math.abs(pid) > 1)) throw new Error(`process.kill(${String(pid)}) signals more than one process of a test`)
      return kill(pid, signal)
    },
    { isGuarded: true },
  )
}

/** Functions that tests like to replace. */
const PLACES = {
  globalThis: [
    globalThis,
    ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Date', 'performance'],
  ],
  process: [process, ['emitWarning', 'exit', 'kill', 'cwd', 'hrtime', 'memoryUsage', 'getuid']],
  'process.stdout': [process.stdout, ['write']],
  'process.stderr': [process.stderr, ['write']],
  console: [console, ['log', 'warn', 'error']],
  JSON: [JSON, ['parse', 'stringify']],
  Date: [Date, ['now']],
  Math: [Math, ['random']],
  performance: [performance, ['now']],
}
const PROTOTYPES = { Object, Array, String, Number, Map, Set, Promise, Function, Error }

const oursIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.startsWith('netloom'))
    .join()

function found() {
  const state = new Map([
    ['the working directory', process.cwd()],
    ['fake timers', vi.isFakeTimers()],
    ['process.exitCode', process.exitCode],
    // What our commands write into the folder that they are called in, when nothing names another.
    ['files of netloom in the working directory', oursIn(process.cwd())],
  ])
  for (const [name, value] of Object.entries(process.env)) state.set(`process.env.${name}`, value)
  for (const [place, [object, names]] of Object.entries(PLACES))
    for (const name of names) state.set(`${place}.${name}`, object[name])
  for (const [name, { prototype }] of Object.entries(PROTOTYPES))
    state.set(`${name}.prototype`, Reflect.ownKeys(prototype).map(String).join())
  return state
}

const before = found()
// Registered first, so it runs after those of the file.
afterAll(() => {
  const now = found()
  const changed = [...new Set([...before.keys(), ...now.keys()])].filter((name) => before.get(name) !== now.get(name))
  if (changed.length === 0) return
  vi.useRealTimers()
  vi.restoreAllMocks()
  throw new Error(`this file leaves changed behind: ${changed.join(', ')}; other files run in the same process`)
})

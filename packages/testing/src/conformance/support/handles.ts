import { AsyncLocalStorage, createHook } from 'node:async_hooks'

/** What keeps a process alive, or goes on working in it, until somebody ends it. */
const HANDLES: ReadonlySet<string> = new Set([
  'FSEVENTWRAP',
  'MESSAGEPORT',
  'PIPESERVERWRAP',
  'PIPEWRAP',
  'PROCESSWRAP',
  'STATWATCHER',
  'TCPSERVERWRAP',
  'TCPWRAP',
  'Timeout',
  'UDPWRAP',
  'WORKER',
])

/** Runs `work` and says which timers and handles that it opened are still there after it, and a turn of the event loop. */
export async function handlesLeftBy(work: () => Promise<void>): Promise<readonly string[]> {
  const inside = new AsyncLocalStorage<true>()
  const open = new Map<number, { readonly type: string; readonly resource: object }>()
  const hook = createHook({
    init(id, type, _trigger, resource) {
      if (HANDLES.has(type) && inside.getStore() === true) open.set(id, { type, resource })
    },
    destroy(id) {
      open.delete(id)
    },
  })
  hook.enable()
  try {
    await inside.run(true, work)
    // `destroy` is told in a later turn.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  } finally {
    hook.disable()
  }
  return [...open.values()]
    .filter(({ type, resource }) => type !== 'Timeout' || goesOn(resource))
    .map(({ type }) => `a ${type} is left`)
}

/** A timer that holds nobody back and fires once ends by itself. */
const goesOn = (timer: object): boolean =>
  ('hasRef' in timer && typeof timer.hasRef === 'function' && timer.hasRef() === true) ||
  ('_repeat' in timer && timer._repeat !== null)

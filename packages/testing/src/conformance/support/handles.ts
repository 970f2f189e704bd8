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

/** What only reaches out of this process makes. */
const IO: ReadonlySet<string> = new Set([
  'FSREQCALLBACK',
  'FSREQPROMISE',
  'FILEHANDLE',
  'GETADDRINFOREQWRAP',
  'HTTPCLIENTREQUEST',
  'PIPECONNECTWRAP',
  'PROCESSWRAP',
  'QUERYWRAP',
  'TCPCONNECTWRAP',
  'UDPSENDWRAP',
  'UDPWRAP',
])

const begunBy = new AsyncLocalStorage<Set<string>>()
const ioHook = createHook({
  init(_id, type) {
    if (IO.has(type)) begunBy.getStore()?.add(type)
  },
})
let watchers = 0

/** Keeps an eye on all of `work`: to open and close it for each call in there would take most of the time. */
export async function watchingIo<T>(work: () => Promise<T>): Promise<T> {
  watchers += 1
  if (watchers === 1) ioHook.enable()
  try {
    return await work()
  } finally {
    watchers -= 1
    if (watchers === 0) ioHook.disable()
  }
}

/** Runs `work` and says what it began outside of this process. */
export async function ioOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const begun = new Set<string>()
  await watchingIo(() => begunBy.run(begun, work))
  return [...begun]
}

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
function goesOn(timer: object): boolean {
  const { hasRef, _repeat: repeat } = timer as { readonly hasRef?: () => boolean; readonly _repeat?: number | null }
  return hasRef?.call(timer) === true || (repeat !== undefined && repeat !== null)
}

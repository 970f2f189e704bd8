import { insideNamespace } from '../netlink/inside-namespace.ts'
import { openLibc } from '../netlink/libc.ts'

/** Debian: libnftables1, which `nft` itself needs. */
const LIBRARY = 'libnftables.so.1'

/** Of an error: what it says; the command that it quotes may be megabytes. */
const MOST_TEXT = 400

/** Characters of a few elements. */
const SHORT = 2_000

/** Numbers for protocols, priorities and symbols, as `nft -n` prints them. */
const NUMERIC = 0x780

/** libnftables in this process. It speaks to the namespace in which it was opened. */
export interface NftLibrary {
  /**
   * One transaction, off the event loop; one after the other. Returns what it printed. `netns` = in another namespace, of which
   * nothing is held open afterwards. @throws {Error} with what nftables said
   */
  run(transaction: string, netns?: string): Promise<string>
  close(): Promise<void>
}

interface Foreign {
  load(library: string): { func(prototype: string): Call }
}

type Call = ((...args: readonly unknown[]) => unknown) & {
  async(...args: readonly unknown[]): void
}

/** @throws {Error} when koffi (an optional dependency) or the library is not there */
export async function openNftLibrary(): Promise<NftLibrary> {
  const { default: koffi } = (await import('koffi')) as unknown as { readonly default: Foreign }
  const library = koffi.load(LIBRARY)
  const open = library.func('void *nft_ctx_new(uint32_t flags)')
  const free = library.func('void nft_ctx_free(void *ctx)')
  const keepErrors = library.func('int nft_ctx_buffer_error(void *ctx)')
  const keepOutput = library.func('int nft_ctx_buffer_output(void *ctx)')
  const errors = library.func('const char *nft_ctx_get_error_buffer(void *ctx)')
  const execute = library.func('int nft_run_cmd_from_buffer(void *ctx, const char *commands)')
  const output = library.func('const char *nft_ctx_get_output_buffer(void *ctx)')
  const setFlags = library.func('void nft_ctx_output_set_flags(void *ctx, unsigned int flags)')
  const libc = await openLibc()
  const openContext = (): unknown => {
    const context = open(0)
    keepErrors(context)
    keepOutput(context)
    setFlags(context, NUMERIC)
    return context
  }
  const runIn = async (context: unknown, transaction: string): Promise<string> => {
    const result = isShort(transaction) ? execute(context, transaction) : await call(execute, context, transaction)
    if (result !== 0) throw new Error(`nft: ${summary(String(errors(context)))}`)
    const printed = output(context)
    return typeof printed === 'string' ? printed : ''
  }
  const here = openContext()
  let turn: Promise<unknown> = Promise.resolve()
  /** What a transaction leaves to do: its caller does not wait for it, the next one does. */
  let rest: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T> | T): Promise<T> => {
    const result = turn.then(work)
    turn = result.catch(() => undefined).then(() => rest)
    return result
  }
  const inside = async (netns: string, transaction: string): Promise<string> => {
    if (libc === undefined) throw new Error('koffi has gone')
    const context = insideNamespace(libc, netns, openContext)
    try {
      return await runIn(context, transaction)
    } finally {
      // The kernel lets go of the socket once nobody can look at what was deleted: that takes it milliseconds.
      rest = call(free, context)
    }
  }
  return {
    run: (transaction, netns) =>
      inTurn(() => (netns === undefined ? runIn(here, transaction) : inside(netns, transaction))),
    close: () =>
      inTurn(() => {
        free(here)
      }),
  }
}

/** Done in less time than a thread of the pool needs to wake up. A listing may be long whatever asks for it. */
const isShort = (transaction: string): boolean => transaction.length < SHORT && !transaction.startsWith('list')

/** On a thread of the pool: a long ruleset takes longer than other work can wait. */
const call = (foreign: Call, ...args: readonly unknown[]): Promise<unknown> =>
  new Promise((resolve, reject) => {
    foreign.async(...args, (error: Error | null, result: unknown) => {
      if (error === null || (error as unknown) === undefined) resolve(result)
      else reject(error)
    })
  })

const summary = (said: string): string =>
  said
    .split('\n')
    .filter((line) => line.includes('rror'))
    .join('; ')
    .slice(0, MOST_TEXT)

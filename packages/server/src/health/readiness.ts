import { setTimeout as after } from 'node:timers/promises'
import type { Logger, Netloom } from '@netloom/core'
import { isStoreUnavailable } from '@netloom/core/store'
import { networkTopic } from '@netloom/core/wire'

/** Something without which requests cannot be served. */
export interface ReadinessPart {
  readonly name: string
  /** Rejects when it does not work, or does not come back; that is waited for `patience` milliseconds. */
  check(patience: number): Promise<unknown>
}

export interface Readiness {
  readonly ready: boolean
  readonly parts: Readonly<Record<string, 'ok' | 'failed'>>
  /** Of the first part that failed, in words that strangers may read; the log says more. */
  readonly cause?: string
}

// No object has this id: an indexed read that finds nothing.
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** The parts of a controller. The store works when it can be read **and** written. */
export function controllerParts({
  storeHealth,
  feed,
}: Pick<Netloom, 'storeHealth' | 'feed'>): readonly ReadinessPart[] {
  return [
    { name: 'store', check: (patience) => storeHealth.check(patience) },
    { name: 'feed', check: () => feed.state(networkTopic(NOBODY)) },
  ]
}

/** Asks all parts at once; one that takes longer than `timeout` milliseconds has failed. */
export class ReadinessCheck {
  private failed = new Set<string>()

  constructor(
    private readonly parts: readonly ReadinessPart[],
    private readonly options: { readonly timeout: number; readonly logger: Logger },
  ) {}

  async ask(): Promise<Readiness> {
    const errors = await Promise.all(this.parts.map((part) => this.errorOf(part)))
    const failures = this.parts.flatMap(({ name }, index) => {
      const error = errors[index]
      return error === undefined ? [] : [{ name, error }]
    })
    this.log(failures)
    const states = this.parts.map(({ name }, index) => [name, errors[index] === undefined ? 'ok' : 'failed'] as const)
    const [first] = failures
    return {
      ready: first === undefined,
      parts: Object.fromEntries(states),
      ...(first !== undefined && { cause: publicCause(first.error) }),
    }
  }

  private async errorOf(part: ReadinessPart): Promise<Error | undefined> {
    const { timeout } = this.options
    try {
      await inTime(part.check(timeout), timeout)
      return undefined
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  /** Once when a part begins to fail, and once when it works again. Of the store, core does so; what needs it fails with it. */
  private log(failures: readonly { readonly name: string; readonly error: Error }[]): void {
    const { logger } = this.options
    if (failures.some(({ error }) => isStoreUnavailable(error))) return
    for (const { name, error } of failures) {
      if (!this.failed.has(name)) logger.warn({ err: error, part: name }, 'not ready')
    }
    const now = new Set(failures.map(({ name }) => name))
    for (const name of this.failed) if (!now.has(name)) logger.warn({ part: name }, 'ready again')
    this.failed = now
  }
}

/** Neither addresses nor paths of ours: those stand in brackets, and in the log. */
function publicCause(error: Error): string {
  return isStoreUnavailable(error) ? error.message.replace(/ *\(.*\)/s, '') : 'see the log of the controller'
}

async function inTime(work: Promise<unknown>, timeout: number): Promise<void> {
  const stop = new AbortController()
  const late = after(timeout, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`no answer within ${String(timeout)} ms`)
  })
  try {
    await Promise.race([work, late])
  } finally {
    stop.abort()
    late.catch(() => undefined)
    work.catch(() => undefined)
  }
}

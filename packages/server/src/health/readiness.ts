import { setTimeout as after } from 'node:timers/promises'
import { adminContext, networkTopic, type Logger, type Netloom, type Store } from '@netloom/core'

/** Something without which requests cannot be served. */
export interface ReadinessPart {
  readonly name: string
  /** Rejects, or does not come back, when it does not work. */
  check(): Promise<unknown>
}

export interface Readiness {
  readonly ready: boolean
  /** Why a part failed is for the log; strangers may read this. */
  readonly parts: Readonly<Record<string, 'ok' | 'failed'>>
}

// No object has this id: an indexed read that finds nothing.
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * The parts of a controller. With `store`, writing is judged, too: an empty transaction waits for its turn among the others and
 * costs no write to disk.
 */
export function controllerParts(netloom: Pick<Netloom, 'networks' | 'feed'>, store?: Store): readonly ReadinessPart[] {
  const read = (): Promise<unknown> => netloom.networks.list(adminContext(), { id: NOBODY })
  const write = (): Promise<unknown> => store?.transaction(() => Promise.resolve()) ?? Promise.resolve()
  return [
    { name: 'store', check: () => Promise.all([read(), write()]) },
    { name: 'feed', check: () => netloom.feed.state(networkTopic(NOBODY)) },
  ]
}

/** Asks all parts at once; one that takes longer than `timeout` milliseconds has failed. */
export async function readiness(
  parts: readonly ReadinessPart[],
  { timeout, logger }: { readonly timeout: number; readonly logger: Logger },
): Promise<Readiness> {
  const results = await Promise.all(
    parts.map(async (part) => {
      const { name } = part
      try {
        await inTime(part.check(), timeout)
        return [name, 'ok'] as const
      } catch (error) {
        logger.warn({ err: error, part: name }, 'not ready')
        return [name, 'failed'] as const
      }
    }),
  )
  return { ready: results.every(([, state]) => state === 'ok'), parts: Object.fromEntries(results) }
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
  }
}

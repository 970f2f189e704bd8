import type { FeedWrite, MechanismDriver } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { ioOf } from '../support/handles.ts'
import { watchTransaction } from '../support/watched-transaction.ts'
import { PRECOMMIT_BUDGET, withinBudget } from '../support/within-budget.ts'

type Hook<Suffix extends string> = Extract<keyof MechanismDriver, `${string}${Suffix}`>
export type PrecommitName = Hook<'Precommit'>
export type PostcommitName = Hook<'Postcommit'>

/** Milliseconds that a postcommit hook has before its signal is aborted, and after it. */
const PATIENCE = 500
const GRACE = 1_500

/** Calls one hook as the engine does, and says what it published. @throws for whatever no hook may do, and what it throws itself */
export async function precommit<Name extends PrecommitName>(
  driver: MechanismDriver,
  name: Name,
  context: Parameters<NonNullable<MechanismDriver[Name]>>[0],
  tx: Transaction,
): Promise<readonly FeedWrite[]> {
  if (driver[name] === undefined) return []
  const watched = watchTransaction(tx)
  const call = (driver[name] as (context: unknown, tx: Transaction) => Promise<void>).bind(driver)
  const io = await ioOf(() => withinBudget(name, () => call(context, watched.tx), PRECOMMIT_BUDGET))
  if (io.length > 0) throw new Error(`${name} reaches out of the transaction (${io.join(', ')}) while all others wait`)
  if (watched.unfinished() > 0) throw new Error(`${name} ended before what it does in the transaction: await it`)
  const [table] = watched.engineWrites
  if (table !== undefined) throw new Error(`${name} writes table ${table}, which is the engine's`)
  return watched.published
}

export interface PostcommitOptions {
  /** Milliseconds until the signal is aborted; 0 = before the call. */
  readonly patience?: number
  readonly mayReject?: boolean
}

/** As {@link precommit}; a hook that goes on is told to end. */
export async function postcommit<Name extends PostcommitName>(
  driver: MechanismDriver,
  name: Name,
  context: Parameters<NonNullable<MechanismDriver[Name]>>[0],
  { patience = PATIENCE, mayReject = false }: PostcommitOptions = {},
): Promise<void> {
  if (driver[name] === undefined) return
  const stop = new AbortController()
  if (patience === 0) stop.abort()
  const timer = setTimeout(() => {
    stop.abort()
  }, patience)
  const call = (driver[name] as (context: unknown, signal: AbortSignal) => Promise<void>).bind(driver)
  try {
    await withinBudget(name, () => call(context, stop.signal), patience + GRACE)
  } catch (error) {
    const isLate = error instanceof Error && error.message.startsWith(`${name} did not end`)
    if (isLate) throw new Error(`${name} goes on though its signal is aborted`, { cause: error })
    // To fail is how an aborted hook ends.
    if (!mayReject && !stop.signal.aborted) throw error
  } finally {
    clearTimeout(timer)
  }
}

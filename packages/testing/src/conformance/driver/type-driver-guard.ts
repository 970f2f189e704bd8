import type { AllocatedSegment, ProviderSegment, TypeDriver } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { attemptNow } from '../support/attempt.ts'
import { deepFreeze } from '../support/same.ts'
import { watchTransaction } from '../support/watched-transaction.ts'
import { isThenable, LONG_BUDGET, PRECOMMIT_BUDGET, withinBudget } from '../support/within-budget.ts'

/**
 * The driver as the engine calls it, with what every call owes: frozen arguments, an answer in time, nothing that still runs in
 * the transaction, whole segments. A breach throws, so that every rule sees it.
 */
export function guardTypeDriver(driver: TypeDriver): TypeDriver {
  const take = async <T>(name: string, tx: Transaction, call: (tx: Transaction) => Promise<T>): Promise<T> => {
    const watched = watchTransaction(tx)
    const answer = await withinBudget(name, () => call(watched.tx), PRECOMMIT_BUDGET)
    if (watched.unfinished() > 0) throw new Breach(`${name} ended before its own statements: await them`)
    if (watched.published.length > 0) throw new Breach(`${name} published; segments are no business of agents`)
    return answer
  }
  return {
    networkType: driver.networkType,
    initialize: () => withinBudget('initialize', async () => driver.initialize?.(), LONG_BUDGET),
    close: () => withinBudget('close', async () => driver.close?.(), LONG_BUDGET),
    isPartial: (segment) => driver.isPartial(deepFreeze({ ...segment })),
    validate: (segment) => {
      judgeNow(driver, segment)
    },
    reserve: (segment, tx) =>
      take('reserve', tx, async (watched) =>
        whole('reserve', await driver.reserve(deepFreeze({ ...segment }), watched)),
      ),
    allocate: (tx) =>
      take('allocate', tx, async (watched) => {
        const segment = await driver.allocate(watched)
        return segment === undefined ? undefined : whole('allocate', segment)
      }),
    release: (segment, tx) => take('release', tx, (watched) => driver.release(asRow(segment), watched)),
    mtu: (physicalNetwork) => driver.mtu(physicalNetwork),
  }
}

/** What no driver may do, told apart from what it refuses. */
export class Breach extends Error {}

function judgeNow(driver: TypeDriver, segment: ProviderSegment): void {
  const validate: (segment: ProviderSegment) => unknown = driver.validate.bind(driver)
  // A promise that refuses would be heard by nobody.
  const result = attemptNow(() => validate(deepFreeze({ ...segment })))
  if ('error' in result) throw result.error
  if (!isThenable(result.value)) return
  result.value.then(undefined, () => undefined)
  throw new Breach('validate returned a promise: a judgement must not wait')
}

/** The three fields as they are in the table of segments: text, whole number, or null where nothing applies. */
function whole(call: string, segment: AllocatedSegment): AllocatedSegment {
  const { networkType, physicalNetwork, segmentationId }: Readonly<Record<keyof AllocatedSegment, unknown>> = segment
  const said = `${call} answered ${JSON.stringify(segment)}`
  if (typeof networkType !== 'string') throw new Breach(`${said}: networkType is no text`)
  if (physicalNetwork !== null && (typeof physicalNetwork !== 'string' || physicalNetwork === ''))
    throw new Breach(`${said}: physicalNetwork is neither a name nor null`)
  if (segmentationId !== null && (!Number.isSafeInteger(segmentationId) || Number(segmentationId) < 0))
    throw new Breach(`${said}: segmentationId is neither a whole number nor null`)
  return { networkType, physicalNetwork, segmentationId: segment.segmentationId }
}

/** As it comes from the store: another object, with other fields beside. */
function asRow({ networkType, physicalNetwork, segmentationId }: AllocatedSegment): AllocatedSegment {
  const row = {
    id: '5e900000-0000-4000-8000-000000000009',
    segmentIndex: 0,
    isDynamic: false,
    segmentationId,
    physicalNetwork,
    networkType,
  }
  return deepFreeze(row)
}

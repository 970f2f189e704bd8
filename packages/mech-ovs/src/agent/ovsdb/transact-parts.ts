import type { Operation } from './operation.ts'
import type { OvsdbClient } from './ovsdb-client.ts'
import { OvsdbRefusedError } from './ovsdb-errors.ts'
import { REQUEST_CONFIGURATION, requestedConfiguration } from './vswitchd-wait.ts'

/** What one step of a turn asks of the database. */
export interface TransactionPart {
  readonly key: string
  readonly operations: readonly Operation[]
}

export interface PartsOutcome {
  /** Why parts were refused, by key. */
  readonly refused: ReadonlyMap<string, string>
  /** What ovs-vswitchd has to reach for all of the rest to be carried out; undefined = nothing was asked of it. */
  readonly configuration: number | undefined
}

/**
 * Many parts in one transaction. When the database refuses it, the part that it refused is left out and the rest is tried
 * again; when it does not say which one it was, halves are.
 * @throws {OvsdbLostError} some of them may have happened.
 */
export async function transactParts(
  client: OvsdbClient,
  parts: readonly TransactionPart[],
  forVswitchd: boolean,
): Promise<PartsOutcome> {
  const refused = new Map<string, string>()
  let configuration: number | undefined
  const run = async (some: readonly TransactionPart[]): Promise<void> => {
    if (some.length === 0) return
    const operations = some.flatMap((part) => part.operations)
    try {
      const results = await client.transact(forVswitchd ? [...operations, ...REQUEST_CONFIGURATION] : operations)
      if (forVswitchd) configuration = requestedConfiguration(results)
    } catch (error) {
      if (!(error instanceof OvsdbRefusedError)) throw error
      const offender = some.length === 1 ? some[0] : partAt(some, error.position)
      if (offender === undefined) {
        const half = some.length >> 1
        await run(some.slice(0, half))
        await run(some.slice(half))
        return
      }
      refused.set(offender.key, error.message)
      await run(some.filter((part) => part !== offender))
    }
  }
  await run(parts.filter(({ operations }) => operations.length > 0))
  return { refused, configuration }
}

function partAt(parts: readonly TransactionPart[], position = Infinity): TransactionPart | undefined {
  let end = 0
  return parts.find(({ operations }) => position < (end += operations.length))
}

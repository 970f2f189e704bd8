import type { Clock } from '@netloom/core'
import type { Operation } from './operation.ts'
import { OvsdbLostError } from './ovsdb-errors.ts'
import type { OvsdbClient } from './ovsdb-client.ts'

/** How long a daemon that answered before may take for a change, and for each port of it. */
const PATIENCE_MS = 3_000
const PATIENCE_EACH_MS = 20
/** How long one that has not answered is asked. */
const IMPATIENCE_MS = 250

/** Put at the end of a transaction: who knows the number that comes back can wait until it is carried out. */
export const REQUEST_CONFIGURATION: readonly Operation[] = [
  { op: 'mutate', table: 'Open_vSwitch', where: [], mutations: [['next_cfg', '+=', 1]] },
  { op: 'select', table: 'Open_vSwitch', where: [], columns: ['next_cfg'] },
]

/** Reads the number out of the results of `REQUEST_CONFIGURATION`. */
export function requestedConfiguration(results: readonly Readonly<Record<string, unknown>>[]): number {
  const rows = results.at(-1)?.['rows']
  const [row] = Array.isArray(rows) ? (rows as readonly Readonly<Record<string, unknown>>[]) : []
  const next = row?.['next_cfg']
  if (typeof next !== 'number')
    throw new Error('the database of Open vSwitch is empty; start ovs-vswitchd once, or run ovs-vsctl init')
  return next
}

/** Knows how far ovs-vswitchd has followed the database. */
export class VswitchdWait {
  private readonly waiting = new Set<() => void>()
  private late = false

  constructor(
    private readonly client: OvsdbClient,
    private readonly clock: Clock,
    /** ovs-vswitchd did not answer, and does now. */
    private readonly back: () => void,
  ) {
    const look = (): void => {
      if (this.late && this.reached(client.replica.root?.next_cfg ?? Infinity)) {
        this.late = false
        this.back()
      }
      for (const check of [...this.waiting]) check()
    }
    client.listen({ synced: look, changed: look })
  }

  /** Resolves when everything up to `configuration`, of so many ports, is carried out. @throws {OvsdbLostError} when it is not in time. */
  async until(configuration: number, ports: number): Promise<void> {
    if (this.reached(configuration)) return
    await new Promise<void>((resolve, reject) => {
      const check = (): void => {
        if (this.reached(configuration)) settle(resolve)
      }
      const settle = (then: () => void): void => {
        cancel()
        this.waiting.delete(check)
        then()
      }
      const cancel = this.clock.after(this.late ? IMPATIENCE_MS : PATIENCE_MS + ports * PATIENCE_EACH_MS, () => {
        this.late = true
        settle(() => {
          reject(
            new OvsdbLostError('ovs-vswitchd does not carry out what its database says; is it running? Trying again'),
          )
        })
      })
      this.waiting.add(check)
    })
  }

  // The last value seen, not the next to come: the update may have come before the reply that says what to wait for.
  private reached(configuration: number): boolean {
    return this.client.ready && (this.client.replica.root?.cur_cfg ?? -1) >= configuration
  }
}

import { randomInt } from 'node:crypto'

/** The set in which each transaction of ours says that it is ours, by an element that comes and goes within it. */
export const TRANSACTIONS = 'transactions'

const EVENT = new RegExp(` ${TRANSACTIONS} \\{ (0x[0-9a-f]+) \\}`)
/** More than can be under way. */
const KEPT = 1_000

/** Tells own transactions from those of others, to whoever watches the tables. */
export class OwnTransactions {
  private readonly under = new Set<number>()
  private last = randomInt(0x4000_0000)

  /** What a transaction has to say. */
  lines(table: string): readonly string[] {
    this.last = (this.last + 1) % 0x7fff_ffff
    this.under.add(this.last)
    const [oldest] = this.under
    if (this.under.size > KEPT && oldest !== undefined) this.under.delete(oldest)
    const element = `element bridge ${table} ${TRANSACTIONS} { 0x${this.last.toString(16)} }`
    return [`add ${element}`, `delete ${element}`]
  }

  /** Whether an event is of a transaction that said so. */
  isOwn(event: string): boolean {
    const number = EVENT.exec(event)?.[1]
    return number !== undefined && this.under.has(Number(number))
  }
}

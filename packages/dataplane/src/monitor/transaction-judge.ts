/** Whose tables are watched, and how own transactions are known. */
export interface TableWatch {
  /** Whether a table, `bridge netloom.x`, is to be told about. */
  isOurs(table: string): boolean
  /** Whether an event, `add element bridge netloom.x transactions { 0x1 }`, says that its transaction is our own. */
  isOwn(event: string): boolean
}

const EVENT = /^(?:add|delete|insert|replace|flush) (?:table|chain|rule|set|map|element|counter|flowtable) (\S+ \S+)/
const END = '# new generation'
const LOST = '# ERROR'

/**
 * Reads what `nft monitor` prints: the events of a transaction, then the generation that it made. By whom that line says, but as the
 * host numbers its threads, which is not as a container sees them.
 */
export class TransactionJudge {
  private concerns = false
  private own = false

  constructor(private readonly watch: TableWatch) {}

  /** Whether with this line a transaction of somebody else ends that changed our tables, or nobody knows. */
  isForeign(line: string): boolean {
    if (line.startsWith('#')) {
      const isForeign = line.startsWith(LOST) || (line.startsWith(END) && this.concerns && !this.own)
      if (line.startsWith(END)) this.concerns = this.own = false
      return isForeign
    }
    if (this.own) return false
    const table = EVENT.exec(line)?.[1]
    if (table === undefined || !this.watch.isOurs(table)) return false
    this.concerns = true
    this.own = this.watch.isOwn(line)
    return false
  }
}

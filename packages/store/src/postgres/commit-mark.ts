import { randomUUID } from 'node:crypto'
import { CommitReceipt } from '../commit/commit-receipt.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import { WRITER_LOCK } from './writer-lock.ts'

// Only where something was written: a transaction that merely read shall not write because of this.
const WRITE = `insert into store_facts (name, value) select $1, $2 where pg_current_xact_id_if_assigned() is not null
  on conflict (name) do update set value = excluded.value`
/** Of controllers that died; one that lives writes its mark anew with its next transaction. */
const FORGET = "delete from store_facts where name like 'commit/%' and value < $1"
const REMEMBERED = 86_400_000

/**
 * What a controller's newest transaction leaves in `store_facts`, one row per controller. The number that the server itself
 * gives a transaction would not do: after a crash it may belong to another one.
 */
export class CommitMark {
  private readonly name = `commit/${randomUUID()}`
  private count = 0
  private value = ''

  /** Called with each shared transaction; what the statement for it needs. */
  next(): readonly [text: string, parameters: readonly string[]] {
    this.count += 1
    this.value = `${new Date().toISOString()} ${String(this.count)}`
    return [WRITE, [this.name, this.value]]
  }

  /** The proof that the newest transaction was committed, if it was. Waits until no transaction is under way. */
  async receipt(connection: PostgresConnection): Promise<CommitReceipt | undefined> {
    // Name and value are made above; several statements at once take no parameters.
    const answers = (await connection.ask(`begin; select pg_advisory_xact_lock(${WRITER_LOCK});
      select 1 from store_facts where name = '${this.name}' and value = '${this.value}'; rollback`)) as unknown
    const [, , found] = answers as readonly { readonly rows: readonly unknown[] }[]
    return CommitReceipt.ofMark(found?.rows ?? [])
  }

  async forgetOld(connection: PostgresConnection): Promise<void> {
    await connection.ask(FORGET, [new Date(Date.now() - REMEMBERED).toISOString()])
  }
}

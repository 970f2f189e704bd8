import { setTimeout as sleep } from 'node:timers/promises'
import { pauseBefore } from '../pause.ts'
import { HEAD } from './log-position.ts'
import { PostgresConnection } from './postgres-connection.ts'
import type { PostgresSettings } from './postgres-options.ts'
import { listenerSession } from './session.ts'

const CHANNEL = 'netloom_changes'

/**
 * Between controllers on one database: "the log has grown". Sent after the commit, once for all commits since the last one,
 * and never inside a transaction, where it would take a lock of the whole server. It may get lost: the log's head is looked at
 * from time to time as well.
 */
export class WakeUp {
  private connection: PostgresConnection | undefined
  private stopped = false
  private pausing = new AbortController()
  private living: Promise<void> = Promise.resolve()
  /** Newest position that our own listeners have been told of. */
  private told = 0
  private due = false
  private sending: Promise<void> | undefined

  /** `wake` is called for commits of others. */
  constructor(
    private readonly settings: PostgresSettings,
    private readonly wake: () => void,
  ) {}

  async start(): Promise<void> {
    await this.listen()
    this.living = this.live()
  }

  /** This controller has committed changes up to `head`. */
  committed(head: number): void {
    this.told = Math.max(this.told, head)
    this.due = true
    this.sending ??= this.send()
  }

  async close(): Promise<void> {
    // Others wait for the last commit, too.
    await this.sending
    this.stopped = true
    this.pausing.abort()
    this.connection?.close()
    await this.living
  }

  private async send(): Promise<void> {
    while (this.due) {
      this.due = false
      // Failed: the others will see it when they look.
      await this.connection?.ask('select pg_notify($1, $2)', [CHANNEL, '']).catch(() => undefined)
    }
    this.sending = undefined
  }

  private async listen(): Promise<void> {
    const connection = await PostgresConnection.open(listenerSession(this.settings))
    const own = ((await connection.ask('select pg_backend_pid() as pid', [])).rows[0] as { pid: number }).pid
    connection.client.on('notification', ({ processId }) => {
      if (processId !== own) this.wake()
    })
    await connection.ask(`listen ${CHANNEL}`)
    this.connection = connection
  }

  /** Looks at the log, and listens again when the session got lost. */
  private async live(): Promise<void> {
    for (let failures = 0; !this.stopped;) {
      try {
        if (this.connection?.usable !== true) await this.listen()
        await this.look()
        failures = 0
        await this.pause()
      } catch {
        if (this.isStopped()) break
        failures += 1
        await pauseBefore(failures)
      }
    }
    this.connection?.close()
  }

  private isStopped(): boolean {
    return this.stopped
  }

  /** Until it is time to look again, or the session got lost. */
  private async pause(): Promise<void> {
    const { signal } = (this.pausing = new AbortController())
    const waited = sleep(this.settings.poll, undefined, { signal, ref: false }).catch(() => undefined)
    await Promise.race([waited, this.connection?.gone])
    this.pausing.abort()
  }

  private async look(): Promise<void> {
    const answer = await this.connection?.ask(HEAD, [])
    const { rev } = (answer?.rows[0] ?? { rev: 0 }) as { rev: number }
    if (rev <= this.told) return
    this.told = rev
    this.wake()
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { pauseBefore } from '../commit/pause.ts'
import { HEAD } from './log-position.ts'
import { PostgresConnection } from './postgres-connection.ts'
import type { PostgresSettings } from './postgres-options.ts'
import { listenerSession } from './session.ts'

const CHANNEL = 'netloom_changes'
/** Milliseconds that closing waits for what is still owed, and for a server that does not answer. */
const LAST_WORD = 1_000

/**
 * Between controllers on one database: "the log has grown". Sent after the commit, once for all commits since the last one,
 * and never inside a transaction, where it would take a lock of the whole server. What could not be sent is owed until it is,
 * whatever happens to the session. Who does not hear of it (its session was lost just then) looks at the log's head: from time
 * to time, and whenever it listens again.
 */
export class WakeUp {
  private connection: PostgresConnection | undefined
  private stopped = false
  private pausing = new AbortController()
  private living: Promise<void> = Promise.resolve()
  /** Newest position that our own listeners have been told of. */
  private told = 0
  /** The others have not been told of our newest commit. */
  private owed = false
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
    this.doubtful()
  }

  /** This controller may have committed changes. */
  doubtful(): void {
    this.owed = true
    this.pay().catch(() => {
      // Owed still: the session is opened again, or another try is made, at once.
      this.pausing.abort()
    })
  }

  async close(): Promise<void> {
    // Others wait for the last commit, too; but not at any price, since they look by themselves before long.
    const until = performance.now() + LAST_WORD
    for (let attempt = 1; this.owed && performance.now() < until; attempt += 1) {
      const paid = this.pay().catch(() => undefined)
      await Promise.race([paid, sleep(until - performance.now(), undefined, { ref: false })])
      if (this.isOwed()) await pauseBefore(attempt)
    }
    this.stopped = true
    this.pausing.abort()
    this.connection?.close()
    await Promise.race([this.living, sleep(LAST_WORD, undefined, { ref: false })])
  }

  /** Sends what is owed. @throws when it could not be sent */
  private pay(): Promise<void> {
    return (this.sending ??= this.send().finally(() => {
      this.sending = undefined
    }))
  }

  private async send(): Promise<void> {
    while (this.owed) {
      this.owed = false
      try {
        if (this.connection === undefined) throw new Error('not listening yet')
        await this.connection.ask('select pg_notify($1, $2)', [CHANNEL, ''])
      } catch (error) {
        this.owed = true
        throw error
      }
    }
  }

  private async listen(): Promise<void> {
    const connection = await PostgresConnection.open(listenerSession(this.settings))
    try {
      const own = ((await connection.ask('select pg_backend_pid() as pid', [])).rows[0] as { pid: number }).pid
      connection.client.on('notification', ({ processId }) => {
        if (processId !== own) this.wake()
      })
      await connection.ask(`listen ${CHANNEL}`)
    } catch (error) {
      connection.close()
      throw error
    }
    this.connection = connection
  }

  /** Looks at the log, pays what is owed, and listens again when the session got lost. */
  private async live(): Promise<void> {
    for (let failures = 0; !this.stopped;) {
      try {
        if (this.connection?.usable !== true) await this.listen()
        await this.look()
        await this.pay()
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

  private isOwed(): boolean {
    return this.owed
  }

  /** Until it is time to look again, the session got lost, or something could not be sent. */
  private async pause(): Promise<void> {
    const { signal } = (this.pausing = new AbortController())
    if (this.stopped || this.owed) return
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

import type { Clock, Logger } from '@netloom/core'
import type { Operation } from './operation.ts'
import type { OvsdbEndpoint } from './ovsdb-endpoint.ts'
import { OvsdbLostError, OvsdbRefusedError } from './ovsdb-errors.ts'
import { OvsdbSession, saidBy } from './ovsdb-session.ts'
import { Replica, type RowChange } from './replica.ts'
import { SWITCH_TABLES } from './switch-tables.ts'

const DATABASE = 'Open_vSwitch'
const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 1_000
/** After so long without an answer nobody is kept waiting for one more than a moment. */
const OUTAGE_MS = 1_000
const MOMENT_MS = 250

export interface OvsdbListener {
  /** The replica is whole and follows the database; what had been known before may be wrong. */
  synced?(): void
  changed?(changes: readonly RowChange[]): void
}

export interface OvsdbClientOptions {
  readonly endpoint: OvsdbEndpoint
  readonly logger: Logger
  readonly clock: Clock
}

/** One connection to the database of a switch, made again whenever it is lost, with a replica of what we need of it. */
export class OvsdbClient {
  readonly replica: Replica = new Replica()
  private readonly listeners = new Set<OvsdbListener>()
  private session: OvsdbSession | undefined
  private synced = false
  /** What came right behind the answer to our monitor, before we had read that. */
  private early: unknown[] = []
  private wake: (() => void) | undefined
  private state: 'new' | 'running' | 'closed' = 'new'
  private pauseMs = FIRST_PAUSE_MS
  private reason: string | undefined
  private lostAt = 0

  constructor(private readonly options: OvsdbClientOptions) {}

  /** Whether the replica is true now. */
  get ready(): boolean {
    return this.synced
  }

  /** Connects, and goes on trying. Harmless when repeated. */
  start(): void {
    if (this.state !== 'new') return
    this.state = 'running'
    void this.connect()
  }

  listen(listener: OvsdbListener): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  /** Resolves when the replica is true. @throws {OvsdbLostError} after `timeoutMs`, saying what is wrong. */
  async whenReady(timeoutMs: number): Promise<void> {
    this.start()
    if (this.synced) return
    if (this.state === 'closed') throw new OvsdbLostError('the switch has been closed')
    // Somebody needs it now: what paused goes on at once.
    this.wake?.()
    await new Promise<void>((resolve, reject) => {
      const { clock } = this.options
      const outage = this.reason !== undefined && clock.now() - this.lostAt > OUTAGE_MS
      const cancel = clock.after(outage ? Math.min(timeoutMs, MOMENT_MS) : timeoutMs, () => {
        stop()
        reject(new OvsdbLostError(this.complaint()))
      })
      const stop = this.listen({
        synced: () => {
          cancel()
          stop()
          resolve()
        },
      })
    })
  }

  /** Resolves when the replica holds everything that had been committed before the call. @throws {OvsdbLostError} */
  async refresh(): Promise<void> {
    if (this.session === undefined || !this.synced) throw new OvsdbLostError(this.complaint())
    // The server sends what it has to tell before it looks at what we ask.
    await this.session.request('echo', ['netloom'])
  }

  /**
   * One transaction. Resolves to one result per operation.
   * @throws {OvsdbRefusedError} nothing of it has happened. @throws {OvsdbLostError} it may have happened.
   */
  async transact(operations: readonly Operation[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    if (this.session === undefined || !this.synced) throw new OvsdbLostError(this.complaint())
    const reply = await this.session.request('transact', [DATABASE, ...operations])
    const results = (Array.isArray(reply) ? reply : []) as readonly (Readonly<Record<string, unknown>> | null)[]
    results.forEach((result, position) => {
      if (result !== null && 'error' in result)
        throw new OvsdbRefusedError(saidBy(result), position < operations.length ? position : undefined)
    })
    return results.map((result) => result ?? {})
  }

  close(): void {
    this.state = 'closed'
    this.synced = false
    this.wake?.()
    this.session?.close()
    this.session = undefined
  }

  private complaint(): string {
    const { text } = this.options.endpoint
    return `the database of Open vSwitch at ${text} does not answer (${this.reason ?? 'not connected yet'}); is ovsdb-server running? Trying again`
  }

  private async connect(): Promise<void> {
    while (this.state === 'running') {
      try {
        await this.follow()
        return
      } catch (error) {
        this.session?.close()
        this.session = undefined
        this.lost(error instanceof Error ? error.message : String(error))
        await this.pause()
      }
    }
  }

  private async follow(): Promise<void> {
    const { endpoint, clock, logger } = this.options
    const session = await OvsdbSession.open(
      endpoint,
      {
        notified: (method, params) => {
          this.take(method, params)
        },
        lost: (reason) => {
          if (this.session !== session) return
          const followed = this.synced
          this.lost(reason)
          // A session that is lost before it follows fails in `connect`, which goes on itself.
          if (followed) void this.connect()
        },
      },
      clock,
    )
    this.session = session
    this.early = []
    const columns = Object.entries(SWITCH_TABLES).map(([table, types]) => [table, [{ columns: Object.keys(types) }]])
    const all = await session.request('monitor_cond', [DATABASE, 'netloom', Object.fromEntries(columns)])
    this.replica.clear()
    for (const updates of [all, ...this.early]) this.replica.take(updates)
    this.synced = true
    this.pauseMs = FIRST_PAUSE_MS
    if (this.reason !== undefined) logger.info({ ovsdb: endpoint.text }, 'OVSDB connection restored')
    this.reason = undefined
    for (const listener of [...this.listeners]) listener.synced?.()
  }

  private take(method: string, params: unknown): void {
    if (method !== 'update2' || !Array.isArray(params)) return
    if (!this.synced) {
      this.early.push(params[1])
      return
    }
    const changes = this.replica.take(params[1])
    if (changes.length > 0) for (const listener of [...this.listeners]) listener.changed?.(changes)
  }

  private lost(reason: string): void {
    this.synced = false
    if (this.state !== 'running') return
    if (this.reason === undefined) {
      this.lostAt = this.options.clock.now()
      this.options.logger.warn(
        { ovsdb: this.options.endpoint.text, reason },
        'OVSDB does not answer; nothing is changed until it does',
      )
    }
    this.reason = reason
  }

  private async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.options.clock.after(this.pauseMs, resolve)
      this.wake = () => {
        cancel()
        resolve()
      }
    })
    this.wake = undefined
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS)
  }
}

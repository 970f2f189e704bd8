import { connect, type Socket } from 'node:net'
import type { Clock } from '@netloom/core'
import { JsonSplitter } from './json-splitter.ts'
import { OvsdbLostError, OvsdbRefusedError } from './ovsdb-errors.ts'
import type { OvsdbEndpoint } from './ovsdb-endpoint.ts'

/** A server that says nothing for two of these is dead; one is asked with an echo first. */
const SILENCE_MS = 5_000

export interface SessionEvents {
  /** A notification of the server, in the order of the wire: always before the reply that the server sent after it. */
  notified(method: string, params: unknown): void
  /** The connection is gone, by itself. Called once, and not after `close`. */
  lost(reason: string): void
}

interface Pending {
  readonly method: string
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** One connection to an OVSDB server: JSON-RPC 1.0 without separators (RFC 7047 section 4). */
export class OvsdbSession {
  private readonly pending = new Map<number, Pending>()
  private readonly splitter = new JsonSplitter()
  private nextId = 1
  private heard = true
  private cancelProbe: () => void = () => undefined
  private over = false

  private constructor(
    private readonly socket: Socket,
    private readonly events: SessionEvents,
    private readonly clock: Clock,
  ) {
    socket.on('data', (chunk) => {
      this.receive(chunk)
    })
    socket.on('error', (error) => {
      this.end(error.message)
    })
    socket.on('close', () => {
      this.end('the server closed the connection')
    })
    this.probe()
  }

  /** @throws {Error} when nobody listens there. */
  static open(endpoint: OvsdbEndpoint, events: SessionEvents, clock: Clock): Promise<OvsdbSession> {
    return new Promise((resolve, reject) => {
      const socket = connect(endpoint.connect)
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new OvsdbSession(socket, events, clock))
      })
    })
  }

  /** @throws {OvsdbLostError | OvsdbRefusedError} */
  request(method: string, params: unknown): Promise<unknown> {
    if (this.over) return Promise.reject(new OvsdbLostError('the connection is closed'))
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      this.pending.set(id, { method, resolve, reject })
      this.send({ id, method, params })
    })
  }

  close(): void {
    this.finish('the connection was closed')
  }

  private send(message: object): void {
    this.socket.write(JSON.stringify(message))
  }

  private receive(chunk: Buffer): void {
    this.heard = true
    try {
      for (const message of this.splitter.push(chunk)) this.take(message)
    } catch (error) {
      this.end(`the server speaks no OVSDB: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  private take(message: unknown): void {
    if (typeof message !== 'object' || message === null) return
    const { id, method, params, result, error } = message as Readonly<Record<string, unknown>>
    if (method === 'echo') this.send({ id, result: params, error: null })
    else if (typeof method === 'string') this.events.notified(method, params)
    else if (typeof id === 'number') this.settle(id, result, error)
  }

  private settle(id: number, result: unknown, error: unknown): void {
    const waiting = this.pending.get(id)
    this.pending.delete(id)
    if (error === null || error === undefined) waiting?.resolve(result)
    else waiting?.reject(new OvsdbRefusedError(`${waiting.method}: ${saidBy(error)}`))
  }

  private probe(): void {
    this.cancelProbe = this.clock.after(SILENCE_MS, () => {
      if (!this.heard) {
        this.end(`the server has said nothing for ${String((2 * SILENCE_MS) / 1_000)} s`)
        return
      }
      this.heard = false
      this.send({ id: 'echo', method: 'echo', params: [] })
      this.probe()
    })
  }

  private end(reason: string): void {
    if (this.over) return
    this.finish(reason)
    this.events.lost(reason)
  }

  private finish(reason: string): void {
    this.over = true
    this.cancelProbe()
    this.socket.destroy()
    for (const { reject } of this.pending.values()) reject(new OvsdbLostError(reason))
    this.pending.clear()
  }
}

/** What an error of the database says, in one line. */
export function saidBy(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const { error: name, details } = error as Readonly<Record<string, unknown>>
  return [name, details].filter((part) => typeof part === 'string').join(': ') || JSON.stringify(error)
}

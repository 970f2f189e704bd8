import type { Clock, Logger } from '@netloom/core'
import { applyBundle, type FlowModGroup } from './bundle.ts'
import { decodeFlows, encodeFlowRequest, type FlowFilter, type WireFlow } from './flow-mod.ts'
import { decodeChanges, encodeMonitorRequest, type FlowChange } from './flow-monitor.ts'
import { OpenFlowVersionError } from './hello.ts'
import { messageOf } from './message-of.ts'
import { OpenFlowLostError, OpenFlowSession } from './open-flow-session.ts'
import { MULTIPART, SEE_FIRST_FRAGMENTS, TYPE, encodeMessage, type Message } from './protocol.ts'

const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 1_000
/** Bundles that are refused for some of their flows before the rest is tried one by one. */
const MOST_TOGETHER = 8

export interface OpenFlowBridgeOptions {
  readonly name: string
  /** Its management socket. */
  readonly path: string
  /** Whether flows match ports of the first fragment of a packet; otherwise they are 0, as the switch has it by itself. */
  readonly seesFragments?: boolean
  readonly logger: Logger
  readonly clock: Clock
}

/** `changed`: by somebody else. `down`: the connection is lost. `up`: it is there again, and flows may not be. */
export type FlowEvent =
  { readonly type: 'changed'; readonly change: FlowChange } | { readonly type: 'down' } | { readonly type: 'up' }

/** The flows of one bridge, over its management socket. Connects when it is used, or followed. */
export class OpenFlowBridge {
  private session: OpenFlowSession | undefined
  private connecting: Promise<OpenFlowSession> | undefined
  private turn: Promise<unknown> = Promise.resolve()
  private listener: ((event: FlowEvent) => void) | undefined
  private cancelPause: (() => void) | undefined
  private pauseMs = FIRST_PAUSE_MS
  private down = false
  private closed = false
  private bundles = 0
  /** Table and priority of flows that we have written or read. */
  private readonly places = new Set<number>()

  constructor(private readonly options: OpenFlowBridgeOptions) {}

  get name(): string {
    return this.options.name
  }

  /** Flows that pass the filters, once each. @throws {OpenFlowLostError} */
  async dump(...filters: readonly FlowFilter[]): Promise<readonly WireFlow[]> {
    const session = await this.connected()
    const answers = await Promise.all(
      filters.map((filter) => session.multipart(MULTIPART.flow, encodeFlowRequest(filter))),
    )
    const flows = answers.flatMap((parts) => parts.flatMap((part) => [...decodeFlows(part)]))
    for (const { table, priority } of flows) this.places.add(placeOf(table, priority))
    return flows
  }

  /** Whether a flow of this table and priority has been written or read. */
  hasFlowsAt(table: number, priority: number): boolean {
    return this.places.has(placeOf(table, priority))
  }

  /**
   * Applies groups of changes, all in one step as packets see it. They are asked for while those before them are on their way,
   * and the switch is at work already. Groups that the switch refuses are left out and the others
   * applied without them. Resolves to one entry per group: undefined = applied, text = why not. @throws {OpenFlowLostError}
   */
  apply(groups: Iterable<FlowModGroup>): Promise<readonly (string | undefined)[]> {
    const result = this.turn.then(() => this.applyNow(groups))
    this.turn = result.catch(() => undefined)
    return result
  }

  /** Resolves when the switch has done all that came before. @throws {OpenFlowLostError} */
  async barrier(): Promise<void> {
    await (await this.connected()).request(TYPE.barrierRequest, Buffer.alloc(0))
  }

  /** Keeps the connection up from now on, and tells what others do. Told again, only the listener is another. */
  follow(listener: (event: FlowEvent) => void): void {
    const follows = this.listener !== undefined
    this.listener = listener
    if (follows) return
    if (this.session !== undefined) void this.startMonitor(this.session)
    else void this.connected().catch(() => undefined)
  }

  async close(): Promise<void> {
    this.closed = true
    this.cancelPause?.()
    await this.turn
    await this.connecting?.catch(() => undefined)
    this.session?.close()
    this.session = undefined
  }

  private connected(): Promise<OpenFlowSession> {
    if (this.closed) return Promise.reject(new OpenFlowLostError(`${this.name}: closed`))
    if (this.session !== undefined) return Promise.resolve(this.session)
    this.connecting ??= this.connect().finally(() => {
      this.connecting = undefined
    })
    return this.connecting
  }

  private async connect(): Promise<OpenFlowSession> {
    this.cancelPause?.()
    const { name, path, clock, logger } = this.options
    try {
      let session: OpenFlowSession | undefined = undefined
      const opened = await OpenFlowSession.open(
        path,
        {
          told: (message) => {
            this.take(message)
          },
          lost: (reason) => {
            // Before it is in use whoever uses it fails, and tries again.
            if (session !== undefined && this.session === session) this.lost(reason)
          },
        },
        clock,
      )
      if (this.options.seesFragments === true) await opened.send(setConfig(opened.xid()))
      if (this.listener !== undefined) await this.startMonitor(opened)
      opened.mustBeOpen()
      this.session = session = opened
      this.pauseMs = FIRST_PAUSE_MS
      if (this.down) {
        this.down = false
        logger.info({ bridge: name }, 'OpenFlow connection restored')
        this.listener?.({ type: 'up' })
      }
      return opened
    } catch (error) {
      this.tryLater()
      if (error instanceof OpenFlowVersionError) throw error
      throw new OpenFlowLostError(`the flows of ${name} are out of reach: ${messageOf(error)}`, { cause: error })
    }
  }

  private async startMonitor(session: OpenFlowSession): Promise<void> {
    try {
      await session.multipart(MULTIPART.flowMonitor, encodeMonitorRequest(1))
    } catch (error) {
      if (error instanceof OpenFlowLostError) throw error
      this.options.logger.warn(
        { bridge: this.name, reason: messageOf(error) },
        'the bridge has no flow monitor; changed flows are found by audits only',
      )
    }
  }

  private take({ type, body }: Message): void {
    if (type !== TYPE.multipartReply || body.readUInt16BE(0) !== MULTIPART.flowMonitor) return
    for (const change of decodeChanges(body.subarray(8))) this.listener?.({ type: 'changed', change })
  }

  private lost(reason: string): void {
    this.session = undefined
    if (this.closed) return
    this.down = true
    this.options.logger.warn({ bridge: this.name, reason }, 'OpenFlow connection lost')
    this.listener?.({ type: 'down' })
    this.tryLater()
  }

  private tryLater(): void {
    if (this.listener === undefined || this.closed) return
    const cancel = this.options.clock.after(this.pauseMs, () => {
      void this.connected().catch(() => undefined)
    })
    this.cancelPause = () => {
      this.cancelPause = undefined
      cancel()
    }
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS)
  }

  private async applyNow(groups: Iterable<FlowModGroup>): Promise<readonly (string | undefined)[]> {
    const session = await this.connected()
    const all: FlowModGroup[] = []
    const refused = await this.bundle(session, this.numbered(groups, all))
    const errors: (string | undefined)[] = all.map(() => undefined)
    let left = [...all.entries()]
    for (let attempt = 1, failed = refused; failed.size > 0; attempt++) {
      for (const [position, error] of failed) errors[position] = error.message
      left = left.filter(([position]) => !failed.has(position))
      if (left.length === 0) break
      if (attempt >= MOST_TOGETHER) {
        for (const [position, group] of left)
          for (const [, error] of await this.bundle(session, [[position, group]])) errors[position] = error.message
        break
      }
      failed = await this.bundle(session, left)
    }
    return errors
  }

  /** Numbers groups as they come, keeps them, and notes where flows are written before the switch tells of them. */
  private *numbered(
    groups: Iterable<FlowModGroup>,
    all: FlowModGroup[],
  ): Iterable<readonly [position: number, group: FlowModGroup]> {
    for (const group of groups) {
      for (const { command, table, priority } of group) if (command === 'add') this.places.add(placeOf(table, priority))
      yield [all.push(group) - 1, group]
    }
  }

  private bundle(
    session: OpenFlowSession,
    groups: Iterable<readonly [position: number, group: FlowModGroup]>,
  ): ReturnType<typeof applyBundle> {
    this.bundles = (this.bundles + 1) & 0x7fffffff
    return applyBundle(session, this.bundles, groups)
  }
}

/** What a switch forgets when it restarts, so it is said with each connection. */
function setConfig(xid: number): Buffer {
  const body = Buffer.alloc(4)
  body.writeUInt16BE(SEE_FIRST_FRAGMENTS, 0)
  return encodeMessage(TYPE.setConfig, xid, body)
}

const placeOf = (table: number, priority: number): number => table * 0x10000 + priority

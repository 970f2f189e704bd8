import type { Plan } from './desired/plan.ts'
import type { Clock, FeedEvent, HostEvent } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'
import { DEFAULT_AUDIT_INTERVAL, type AgentOptions, type Uplink } from './agent-options.ts'
import { agentState, type AgentState } from './agent-state.ts'
import { BulkNews } from './bulk-news.ts'
import { ConnectionWatch } from './connection-watch.ts'
import { DeviceWatch } from './device-watch.ts'
import { EventAssembler } from './event-assembler.ts'
import type { Work } from './inbox.ts'
import { TurnLoop } from './turn-loop.ts'
import { runTurn } from './turn.ts'

/** Milliseconds until a host that could not be read is read again. */
const REREAD_PAUSE = 1_000

/** Makes one host follow its view of the desired state. See docs/design/agent-turn.md. */
export class Agent {
  /** What it knows; read-only for others. */
  readonly parts: AgentState
  private readonly loop: TurnLoop
  private readonly deviceWatch: DeviceWatch
  /** How many connections the host tracks. */
  readonly connections: ConnectionWatch
  private readonly news: BulkNews
  private readonly clock: Clock
  private readonly auditInterval: number
  private readonly assembler = new EventAssembler()
  private uplink: Uplink | undefined
  private complete = false
  /** The turn after that has run. */
  private settled = false
  /** Topics of which a controller has said in this life where they stand. */
  private readonly confirmed = new Set<Topic>()
  private readonly timers = new Map<string, () => void>()
  private stopListening: (() => void) | undefined
  private stopWatching: (() => void) | undefined
  private stopped = false
  private waiting: (() => void) | undefined

  constructor(options: AgentOptions) {
    this.loop = new TurnLoop((work) => this.turn(work))
    this.parts = agentState(options, (keys, devices) => {
      this.retry(keys, devices)
    })
    this.clock = this.parts.clock
    this.auditInterval = options.auditInterval ?? DEFAULT_AUDIT_INTERVAL
    this.news = new BulkNews(this.clock, options.bulkInterval ?? 0, (topic, keys) => {
      this.loop.wake((inbox) => {
        inbox.addItems(topic, keys)
      })
    })
    this.connections = new ConnectionWatch(this.parts.host, this.clock, this.parts.logger)
    this.deviceWatch = new DeviceWatch(this.clock, (devices) => {
      this.loop.wake((inbox) => {
        inbox.addRead(devices)
      })
    })
  }

  /**
   * True once a controller has confirmed the whole view: before that nothing is removed or replaced, and what is wired is not
   * the whole truth. A journal alone may be older than what is on the host.
   */
  get isComplete(): boolean {
    return this.complete
  }

  /** Whether a controller has told about the topic in this life. */
  isConfirmed(topic: Topic): boolean {
    return this.confirmed.has(topic)
  }

  /**
   * Remembers the last view, reads the host and makes it follow. Resolves after the first turn, with or without a controller.
   * A host that cannot be read (its switch is not running) is waited for: an agent that does not know what is there must not
   * touch it.
   */
  async start(): Promise<void> {
    const { host, journal, view, role } = this.parts
    for (const record of await journal.load()) {
      if (record.type === 'drop') view.drop(record.topic)
      else view.apply(record)
    }
    this.stopListening = host.monitor((event) => {
      this.hear(event)
    })
    this.stopWatching = role.watch?.((ids) => {
      this.loop.wake((inbox) => {
        for (const id of ids) inbox.addPort(id)
      })
    })
    void this.connections.start()
    await this.firstLook()
    if (this.stopped) return
    this.loop.wake((inbox) => {
      inbox.addKeys(role.base())
      for (const { topic } of view.states()) inbox.addItems(topic, view.keys(topic))
      // Something to do even without a journal, so that the host is known to be looked at.
      inbox.addItems(role.root, [])
    })
    await this.idle()
    const wanted = new Set(this.topics())
    for (const { topic } of view.states()) if (!wanted.has(topic)) view.drop(topic)
    this.scheduleAudit()
  }

  /** Stops following, after the turn that runs. The kernel stays as it is. */
  async stop(): Promise<void> {
    this.stopped = true
    this.waiting?.()
    this.stopListening?.()
    this.stopWatching?.()
    this.news.stop()
    this.deviceWatch.stop()
    this.connections.stop()
    this.parts.retries.stop()
    this.parts.damper.stop()
    for (const cancel of this.timers.values()) cancel()
    await this.loop.stop()
    await this.parts.journal.close()
  }

  /** Tells the agent whom to ask and to report to. */
  attach(uplink: Uplink): void {
    this.uplink = uplink
    if (this.settled) uplink.settled()
  }

  /** Topics this agent wants to be told about. */
  topics(): readonly Topic[] {
    return [this.parts.role.root, ...this.parts.role.topics()]
  }

  /** Takes an event of the feed, or a piece of one; the work follows in the next turn. */
  receive(frame: FeedEvent): void {
    const { view, journal, logger, role } = this.parts
    if (frame.topic !== role.root && !role.includes(frame.topic)) {
      this.assembler.drop(frame.topic)
      this.uplink?.unwatch(frame.topic)
      return
    }
    const event = this.assembler.take(frame)
    if (event === undefined) return
    const outcome = view.apply(event)
    if (outcome.type === 'gap') {
      this.uplink?.watch(event.topic)
      return
    }
    const isFirst = !this.confirmed.has(event.topic)
    this.confirmed.add(event.topic)
    if (outcome.type === 'stale') {
      if (isFirst) {
        this.loop.wake((inbox) => {
          inbox.addItems(event.topic, [])
        })
      }
      return
    }
    for (const bad of outcome.bad) logger.error(bad, 'the controller sent an item that cannot be used; skipping it')
    journal.append(event, () => view.snapshots())
    this.news.add(event.topic, outcome.keys)
  }

  /** Reads the whole host now and repairs what is not as it should be. Resolves when that is done. */
  async audit(): Promise<void> {
    this.loop.wake((inbox) => {
      inbox.addRead('all')
    })
    await this.idle()
  }

  /** What a turn over everything would do now. Nothing while the host is as wanted. */
  plan(): Plan {
    const { table, links } = this.parts
    return table.plan('all', { present: (link) => links.has(link), confirmed: this.complete })
  }

  /** Resolves when no turn runs and none is due. */
  idle(): Promise<void> {
    return this.loop.idle()
  }

  private async firstLook(): Promise<void> {
    const { host, links, table, logger } = this.parts
    while (!this.stopped) {
      try {
        links.replace(await host.links())
        table.observe(await host.read())
        return
      } catch (error) {
        logger.error({ err: error, host: host.name }, 'the host cannot be read; waiting for it')
        await new Promise<void>((resolve) => {
          this.waiting = resolve
          this.clock.after(REREAD_PAUSE, resolve)
        })
      }
    }
  }

  private hear(event: HostEvent): void {
    if (event.type === 'touched') {
      // One whose repairs do not last is looked at when the next one is due.
      if (!this.parts.damper.holds(event.device)) this.deviceWatch.touch(event.device)
      return
    }
    const { links, role } = this.parts
    this.loop.wake((inbox) => {
      if (event.type === 'overrun') {
        inbox.addRead('all')
        return
      }
      const port = role.portOfDevice(event.device)
      if (port !== undefined) inbox.addPort(port)
      if (event.type === 'link-added') inbox.addKeys(links.add(event.device))
      else this.lose(event.device)
    })
  }

  private lose(device: string): void {
    const { links, table, damper } = this.parts
    links.remove(device)
    // A link that others make is simply gone. One of ours may be gone, or be there anew because we replaced it: look.
    if (table.isForeign(device)) this.loop.inbox.addKeys(table.forget(device))
    else if (table.keysOn(device).length > 0 && !damper.holds(device))
      this.loop.inbox.addRead(table.devicesWith(device))
  }

  private retry(keys: readonly string[], devices: readonly string[]): void {
    const { table } = this.parts
    this.loop.wake((inbox) => {
      inbox.addKeys(keys)
      // What a failed step left behind is not known: look first.
      inbox.addRead([...devices, ...keys.flatMap((key) => table.deviceOf(key) ?? [])])
    })
  }

  private async turn(work: Work): Promise<void> {
    const { view, journal } = this.parts
    const { begin, end, news, unread } = await runTurn(this.parts, work, this.complete)
    for (const topic of end) {
      this.confirmed.delete(topic)
      this.assembler.drop(topic)
      this.uplink?.unwatch(topic)
      journal.append({ type: 'drop', topic }, () => view.snapshots())
    }
    for (const topic of begin) this.uplink?.watch(topic)
    if (news.length > 0) this.uplink?.report(news)
    if (unread) this.later('reread', REREAD_PAUSE, work.read)
    this.considerComplete()
  }

  /**
   * The first moment at which all is confirmed: stale things may be swept, and what an earlier life made in another way be
   * changed. Only after that turn is it known what is wired: a port that forwards all the time must not be missing then.
   */
  private considerComplete(): void {
    const { table } = this.parts
    if (!this.complete) {
      if (!this.loop.inbox.empty || !this.topics().every((topic) => this.confirmed.has(topic))) return
      this.complete = true
      const wrong = [...table.wrong()]
      this.loop.inbox.addKeys(wrong)
      if (wrong.length > 0) return
    }
    this.settle()
  }

  /** What is wired may be told as the whole truth. */
  private settle(): void {
    if (this.settled) return
    this.settled = true
    this.uplink?.settled()
  }

  private scheduleAudit(): void {
    if (this.auditInterval > 0) this.later('audit', this.auditInterval, 'all')
  }

  private later(name: string, pause: number, read: Work['read']): void {
    this.timers.get(name)?.()
    const cancel = this.clock.after(pause, () => {
      this.loop.wake((inbox) => {
        inbox.addRead(read)
      })
      if (name === 'audit') this.scheduleAudit()
    })
    this.timers.set(name, cancel)
  }
}

import {
  type AgentReport,
  type Clock,
  type Logger,
  NetworkingError,
  type ReportingAgent,
  silentLogger,
  systemClock,
} from '@netloom/core'
import {
  type AgentFrame,
  agentFrameSchema,
  type Channel,
  type ControllerFrame,
  guardChannel,
  helloProblem,
  LINK_FAULT,
  LINK_PROTOCOL,
  type LinkIdentity,
} from '@netloom/core/wire'
import type { Heartbeat, Hello, Numbered } from './session-frames.ts'
import { DEFAULT_MAX_BACKLOG, type SessionOptions } from './session-options.ts'
import { SessionReports } from './session-reports.ts'
import { SessionPermissions } from './session-permissions.ts'
import { SessionWatches } from './session-watches.ts'

interface Greeted {
  readonly agentId: string
  readonly report: AgentReport
}

/** Frames that may wait for the store; an agent that sends more than that without reading answers is cut off. */
const MAX_WAITING = 10_000
/** Longest time, milliseconds, that an event is believed to be on its way rather than lost. */
const LONGEST_FLIGHT = 250

/** The controller's end for one agent. Frames are handled one after the other, in the order of their arrival. */
export class AgentSession {
  private readonly logger: Logger
  private readonly clock: Clock
  private readonly channel: Channel<ControllerFrame, AgentFrame>
  private readonly watches: SessionWatches
  private readonly maxBacklog: number
  private readonly fault: (error: unknown) => void
  private readonly permissions: SessionPermissions
  private readonly reports: SessionReports
  private last: Promise<void> = Promise.resolve()
  private waiting = 0
  private greeted: Greeted | undefined
  private closed = false
  private newestWiring = 0

  /** `onGreeted` is told each time the agent has said who it is; `claimHost` says why it may not speak for a host. */
  constructor(
    unguarded: Channel<ControllerFrame, AgentFrame>,
    private readonly options: SessionOptions,
    private readonly onGreeted: (agentId: string) => void,
    onClosed: () => void,
    private readonly identity: LinkIdentity = {},
    private readonly claimHost: (host: string) => string | undefined = () => undefined,
  ) {
    this.logger = options.logger ?? silentLogger
    this.permissions = new SessionPermissions(options.permissions, this.logger)
    this.reports = new SessionReports(options, this.permissions)
    this.clock = options.clock ?? systemClock
    // Not the end of the process, nor of anything but this one link.
    this.fault = (error) => {
      this.logger.error(
        { err: error, agent: this.greeted?.agentId },
        'a fault in handling an agent; its link is closed',
      )
      this.closed = true
      unguarded.close(LINK_FAULT)
    }
    const channel = guardChannel(unguarded, this.fault)
    this.channel = channel
    this.maxBacklog = options.maxBacklog ?? DEFAULT_MAX_BACKLOG
    this.watches = new SessionWatches({
      feed: options.feed,
      channel,
      clock: this.clock,
      logger: this.logger,
      maxBacklog: this.maxBacklog,
      fault: this.fault,
    })
    channel.onClose((reason) => {
      this.closed = true
      this.watches.close()
      this.logger.info({ agent: this.greeted?.agentId, reason }, 'agent link closed')
      onClosed()
    })
    channel.onFrame((frame) => {
      this.receive(frame)
    })
  }

  /** Undefined until the agent has said who it is. */
  get agentId(): string | undefined {
    return this.greeted?.agentId
  }

  close(reason: string): void {
    this.channel.close(reason)
  }

  private receive(frame: unknown): void {
    if (this.closed) return
    const parsed = agentFrameSchema.safeParse(frame)
    if (!parsed.success) {
      // What came is a stranger's: it is neither walked nor repeated.
      const [issue] = parsed.error.issues
      const problem = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`.slice(0, 120)
      this.refuse('InvalidFrame', `not a frame of protocol ${String(LINK_PROTOCOL)}: ${problem}`)
    } else if (this.waiting >= MAX_WAITING) {
      this.refuse('TooManyFrames', `more than ${String(MAX_WAITING)} frames wait to be handled`)
    } else {
      this.waiting += 1
      this.last = this.last.then(() => this.handle(parsed.data)).catch(this.fault)
    }
  }

  private async handle(frame: AgentFrame): Promise<void> {
    this.waiting -= 1
    if (this.closed) return
    try {
      await this.dispatch(frame)
    } catch (error) {
      // Only a hello comes here: what has an id is answered with its error.
      if (error instanceof NetworkingError && error.status < 500) {
        this.refuse(error.code, error.message)
        return
      }
      this.logger.error({ err: error, frame: frame.type }, 'agent frame failed')
      this.refuse('ServiceUnavailable', message(error))
    }
  }

  private async dispatch(frame: AgentFrame): Promise<void> {
    if (frame.type === 'hello') return this.hello(frame)
    const { greeted } = this
    if (greeted === undefined) {
      this.refuse('HelloExpected', `${frame.type} came before hello`)
      return
    }
    switch (frame.type) {
      case 'watch':
        return this.watch(greeted, frame)
      case 'unwatch':
        this.watches.stop(frame.topic)
        return
      case 'report':
        return this.wiring(frame, () => this.reports.changedReports(agentOf(greeted), frame))
      case 'wired':
        return this.wiring(frame, () => this.reports.all(agentOf(greeted), frame))
      case 'heartbeat':
        return this.answer(frame, () => this.heartbeat(greeted, frame))
    }
  }

  private async hello({ protocol, agent }: Hello): Promise<void> {
    if (protocol !== LINK_PROTOCOL) {
      this.refuse(
        'ProtocolMismatch',
        `this controller speaks protocol ${String(LINK_PROTOCOL)}, the agent ${String(protocol)}`,
      )
      return
    }
    const refusal = this.options.admits?.(agent)
    if (refusal !== undefined) {
      this.refuse('Unauthorized', refusal)
      return
    }
    const problem = helloProblem(this.identity, this.greeted?.report, agent)
    if (problem !== undefined) {
      this.refuse('WrongHost', problem)
      return
    }
    const rival = this.claimHost(agent.host)
    if (rival !== undefined) {
      this.refuse('HostInUse', rival)
      return
    }
    await this.register(agent)
  }

  private async watch({ report }: Greeted, { topic, after }: Extract<AgentFrame, { type: 'watch' }>): Promise<void> {
    const message = await this.permissions.topic(report, topic)
    if (this.closed) return
    if (message === undefined) this.watches.start(topic, after)
    else this.send({ type: 'denied', topic, message })
  }

  private async register(report: AgentReport): Promise<void> {
    const { agent, result } = await this.options.agents.hello(report)
    // A doubled hello is answered again and changes nothing.
    this.greeted = { agentId: agent.id, report: { ...report, start: false } }
    this.onGreeted(agent.id)
    const { heartbeatInterval, feed } = this.options
    this.send({ type: 'welcome', agentId: agent.id, epoch: feed.epoch, result, heartbeatInterval })
    this.logger.info({ agent: agent.id, host: report.host, result }, 'agent connected')
    if (result !== 'alive') this.rebind(report.host)
  }

  /** Ports that could not be bound while this host had no living agent. Not waited for: the agent may go on. */
  private rebind(host: string): void {
    this.options.ports.rebindFailed(host).catch((error: unknown) => {
      this.logger.error({ err: error, host }, 'rebinding the failed ports of a host failed')
    })
  }

  /** A doubled report that comes after a newer one tells of the past: acknowledged, not taken. */
  private wiring(frame: Numbered, work: () => Promise<string | undefined>): Promise<void> {
    const late = frame.id < this.newestWiring
    this.newestWiring = Math.max(this.newestWiring, frame.id)
    return this.answer(frame, late ? () => Promise.resolve(undefined) : work)
  }

  /** What `work` returns is a warning that goes with the acknowledgement. */
  private async answer(frame: Numbered, work: () => Promise<string | undefined>): Promise<void> {
    try {
      const warning = await work()
      this.send({ type: 'ack', id: frame.id, ...(warning !== undefined && { warning }) })
    } catch (error) {
      this.logger.warn({ err: error, frame: frame.type }, 'agent request failed')
      this.send({ type: 'ack', id: frame.id, error: message(error) })
    }
  }

  private async heartbeat({ agentId, report }: Greeted, { configurations, topics }: Heartbeat): Promise<undefined> {
    try {
      await this.options.agents.heartbeat(agentId, configurations)
    } catch (error) {
      // Deleted by an operator while it lives: it registers again, as it would at its next start.
      if ((error as { status?: unknown }).status !== 404) throw error
      await this.register(configurations === undefined ? report : { ...report, configurations })
    }
    // What led to a topic may be gone, and an agent need not say so.
    const held = new Set([...topics.map(({ topic }) => topic), ...this.watches.topics()])
    const denied = await this.permissions.deniedTopics(report, [...held])
    for (const topic of denied) this.watches.stop(topic)
    for (const { topic, rev, digest } of topics) if (!denied.has(topic)) await this.compare(topic, rev, digest)
  }

  /** The agent holds something else than the topic does: it gets a snapshot. */
  private async compare(topic: string, rev: number, digest: string): Promise<void> {
    const now = await this.options.feed.state(topic)
    if (this.closed) return
    const same = now.rev === rev && now.digest === digest
    // Behind, but something was sent just now: most likely it and this heartbeat crossed each other.
    const crossed = rev < now.rev && this.watches.recently(topic, this.longestFlight())
    if (!this.watches.has(topic) || !(same || crossed)) this.watches.start(topic)
  }

  private longestFlight(): number {
    return Math.min(LONGEST_FLIGHT, this.options.heartbeatInterval * 250)
  }

  private refuse(code: string, text: string): void {
    this.logger.warn({ code, reason: text, agent: this.greeted?.agentId }, 'agent refused')
    this.send({ type: 'refused', code, message: text })
    this.closed = true
    this.channel.close(code)
  }

  private send(frame: ControllerFrame): void {
    if (this.closed) return
    // The feed stops at the bound; answers to an agent that asks on and on and reads nothing do not.
    if (this.channel.backlog > 2 * this.maxBacklog) {
      this.closed = true
      this.channel.close('the agent does not read')
    } else this.channel.send(frame)
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const agentOf = ({ agentId, report: { host, agentType } }: Greeted): ReportingAgent => ({
  id: agentId,
  host,
  agentType,
})

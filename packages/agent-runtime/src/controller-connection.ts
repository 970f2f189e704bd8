import { type AgentReport, type Clock, type Logger, silentLogger, systemClock } from '@netloom/core'
import { LINK_PROTOCOL } from '@netloom/core/wire'
import { guardChannel } from '@netloom/core/wire'
import type { Agent } from './agent.ts'
import type { AgentChannel } from './agent-channel.ts'
import { AgentLink } from './agent-link.ts'
import { ControllerAbsence } from './controller-absence.ts'
import { ControllerRefusalError } from './controller-refusal.ts'
import { ReconnectPause } from './reconnect-pause.ts'

export interface ControllerConnectionOptions {
  readonly agent: Agent
  /** Ways to a controller, tried in turn; any of them will do. */
  readonly connect: readonly (() => Promise<AgentChannel>)[]
  /** What these ways are called in the log, in the same order. */
  readonly names?: readonly string[]
  /** What the agent says of itself. */
  readonly report: Omit<AgentReport, 'start'>
  /** Milliseconds between heartbeats. Default: what the controller says. */
  readonly heartbeatInterval?: number
  readonly clock?: Clock
  readonly logger?: Logger
  /** For jitter; between 0 and 1. */
  readonly random?: () => number
}

/** Keeps the agent linked to some controller, for as long as it lives. The agent works on without one. */
export class ControllerConnection {
  private readonly clock: Clock
  private readonly logger: Logger
  private readonly pause: ReconnectPause
  private readonly link: AgentLink
  private attempts = 0
  private channel: AgentChannel | undefined
  private cancelRetry: (() => void) | undefined
  private closed = false
  private readonly absence: ControllerAbsence

  constructor(private readonly options: ControllerConnectionOptions) {
    const { agent, report, clock = systemClock, logger = silentLogger, random = Math.random } = options
    this.clock = clock
    this.logger = logger
    this.pause = new ReconnectPause(random)
    this.absence = new ControllerAbsence(clock, logger)
    const hello = { type: 'hello' as const, protocol: LINK_PROTOCOL }
    const { heartbeatInterval } = options
    this.link = new AgentLink({
      ...{ agent, hello: (start) => ({ ...hello, agent: { ...report, start } }), clock, logger },
      ...(heartbeatInterval !== undefined && { heartbeatInterval }),
    })
    agent.attach(this.link)
  }

  get linked(): boolean {
    return this.link.linked
  }

  open(): void {
    void this.attempt()
  }

  close(): void {
    this.closed = true
    this.cancelRetry?.()
    this.channel?.close('agent stops')
    this.link.detach()
  }

  private async attempt(): Promise<void> {
    const { connect, names = [] } = this.options
    const turn = this.attempts % connect.length
    const way = connect[turn]
    this.attempts += 1
    if (way === undefined || this.closed) return
    try {
      this.use(await way())
    } catch (error) {
      if (error instanceof ControllerRefusalError) {
        this.logger.error({ status: error.status }, error.message)
        this.retry(this.pause.longest())
        return
      }
      this.explain(error)
      this.absence.missed(names[turn], error)
      this.retry(this.pause.next())
    }
  }

  /** Nobody there is usual while a controller restarts; somebody whom we do not trust is not. */
  private explain(error: unknown): void {
    const { code = '' } = error as { readonly code?: string }
    if (/CERT|SIGNATURE|ALTNAME|^ERR_(TLS|SSL)/.test(code))
      this.logger.error({ err: error }, 'TLS verification of the controller failed')
    else this.logger.debug({ err: error }, 'no controller there')
  }

  private use(unguarded: AgentChannel): void {
    if (this.closed) {
      unguarded.close('agent stops')
      return
    }
    let refused = false
    // What a controller sends may end its link, never the agent.
    const channel = guardChannel(unguarded, (error) => {
      refused = true
      this.logger.error({ err: error }, 'a fault in handling what the controller sent; its link is closed')
    })
    this.channel = channel
    channel.onClose((reason) => {
      // A channel that was given up may tell so late.
      if (this.channel !== channel) return
      this.channel = undefined
      this.link.detach()
      this.logger.info({ reason }, 'link to the controller is down')
      this.retry(refused ? this.pause.longest() : this.pause.next())
    })
    channel.onFrame((frame) => {
      if (this.channel !== channel) return
      if (frame.type === 'welcome') {
        this.pause.reset()
        this.absence.over()
      }
      if (frame.type === 'refused') {
        refused = true
        this.logger.error({ code: frame.code }, `the controller refuses this agent: ${frame.message}`)
        channel.close('refused')
      } else this.link.receive(frame)
    })
    this.link.attach(channel)
  }

  private retry(pause: number): void {
    if (this.closed) return
    this.cancelRetry = this.clock.after(pause, () => {
      void this.attempt()
    })
  }
}

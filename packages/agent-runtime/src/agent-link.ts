import type { Clock, Logger } from '@netloom/core'
import { type AgentFrame, type ControllerFrame, L2_ENTITY, type PortReport, type Topic } from '@netloom/core/wire'
import type { Agent } from './agent.ts'
import type { Uplink } from './agent-options.ts'
import type { AgentChannel } from './agent-channel.ts'
import { PendingRequest } from './pending-request.ts'
import { ReportOutbox } from './report-outbox.ts'

/** Milliseconds to wait for a welcome, or for a topic that was never told in this life, before asking again. */
const ASK_AGAIN = 1_000
/** Unanswered hellos after which the channel is given up. */
const HELLOS = 4
/** Milliseconds until the first heartbeat: what was lost while connecting heals soon. */
const FIRST_HEARTBEAT = 1_000

export interface AgentLinkOptions {
  readonly agent: Agent
  readonly hello: (start: boolean) => AgentFrame
  readonly clock: Clock
  readonly logger: Logger
  /** Milliseconds between heartbeats. Default: what the controller says. */
  readonly heartbeatInterval?: number
}

/** What is said over one channel after the other: hello, watches, the full wiring, then news and heartbeats. */
export class AgentLink implements Uplink {
  private channel: AgentChannel | undefined
  private greeted = false
  private everGreeted = false
  private wiredDue = false
  private isSettled = false
  private requestId = 0
  private heartbeatInterval = 30_000
  private readonly outbox = new ReportOutbox()
  /** Told about over this channel. */
  private readonly deniedTopics = new Set<Topic>()
  private readonly wired: PendingRequest
  private readonly reports: PendingRequest
  private readonly heartbeats: PendingRequest
  private readonly timers = new Map<string, () => void>()

  constructor(private readonly options: AgentLinkOptions) {
    const request = (): PendingRequest =>
      new PendingRequest(
        options.clock,
        (frame) => {
          this.send(frame)
        },
        (reason) => {
          this.channel?.close(reason)
        },
      )
    this.wired = request()
    this.reports = request()
    this.heartbeats = request()
  }

  get linked(): boolean {
    return this.greeted
  }

  attach(channel: AgentChannel): void {
    this.channel = channel
    this.greet(0)
  }

  detach(): void {
    this.channel = undefined
    this.greeted = false
    this.deniedTopics.clear()
    for (const request of [this.wired, this.reports, this.heartbeats]) request.reset()
    for (const cancel of this.timers.values()) cancel()
    this.timers.clear()
  }

  receive(frame: Exclude<ControllerFrame, { type: 'refused' }>): void {
    if (frame.type === 'welcome') this.welcome(frame.heartbeatInterval * 1_000)
    else if (frame.type === 'ack') this.acknowledge(frame)
    else if (frame.type === 'denied') this.denied(frame.topic, frame.message)
    else this.options.agent.receive(frame)
  }

  watch(topic: Topic): void {
    if (!this.greeted) return
    const after = this.options.agent.parts.view.topic(topic)?.cursor
    this.send({ type: 'watch', topic, ...(after !== undefined && { after }) })
    this.askAgain()
  }

  unwatch(topic: Topic): void {
    if (this.greeted) this.send({ type: 'unwatch', topic })
  }

  report(ports: readonly PortReport[]): void {
    this.outbox.add(ports)
    this.pump()
  }

  settled(): void {
    this.isSettled = true
    this.pump()
  }

  private greet(sendings: number): void {
    if (sendings === HELLOS) {
      this.channel?.close('no welcome')
      return
    }
    this.send(this.options.hello(!this.everGreeted))
    this.after('greet', ASK_AGAIN, () => {
      this.greet(sendings + 1)
    })
  }

  private welcome(wanted: number): void {
    const { heartbeatInterval = wanted } = this.options
    this.heartbeatInterval = heartbeatInterval
    this.timers.get('greet')?.()
    // A second welcome tells nothing new: it answers a doubled hello, or a record made anew.
    if (this.greeted) return
    this.greeted = true
    this.everGreeted = true
    this.wiredDue = true
    for (const topic of this.options.agent.topics()) this.watch(topic)
    this.pump()
    this.scheduleHeartbeat(Math.min(FIRST_HEARTBEAT, heartbeatInterval))
  }

  /** Topics that were never told in this life: their watch, or its answer, may be lost. Others heal by heartbeat. */
  private askAgain(): void {
    if (this.timers.has('ask')) return
    this.after('ask', ASK_AGAIN, () => {
      this.timers.delete('ask')
      const { agent } = this.options
      for (const topic of agent.topics()) if (!agent.isConfirmed(topic)) this.watch(topic)
    })
  }

  private pump(): void {
    if (!this.greeted) return
    const { role } = this.options.agent.parts
    const entity = role.entity === L2_ENTITY ? {} : { entity: role.entity }
    if (this.wiredDue && this.isSettled && !this.wired.busy) {
      this.wiredDue = false
      // And what it is with the others: a port may still be called building for an agent that died meanwhile.
      this.outbox.add(role.allReports().filter(({ state }) => state !== 'up'))
      this.wired.begin({ type: 'wired', id: this.nextId(), portIds: role.readyPorts(), ...entity })
    }
    // News comes after the whole truth, or the whole truth would undo it; before that it may be wrong, too.
    if (!this.isSettled || this.wired.busy || this.reports.busy || this.outbox.empty) return
    this.reports.begin({ type: 'report', id: this.nextId(), ports: this.outbox.batch(), ...entity })
  }

  /** Asked for again all the same: what leads to a topic may be about to come. */
  private denied(topic: Topic, reason: string): void {
    if (this.deniedTopics.has(topic)) return
    this.deniedTopics.add(topic)
    this.options.logger.warn({ topic, reason }, 'the controller denies the topic to this agent')
  }

  private acknowledge({ id, error, warning }: Extract<ControllerFrame, { type: 'ack' }>): void {
    if (warning !== undefined) this.options.logger.warn({ warning }, 'the controller took only a part of our report')
    if (this.heartbeats.settle(id)) {
      if (error !== undefined) this.options.logger.warn({ error }, 'the controller does not take our heartbeat')
      return
    }
    const wired = this.wired.settle(id)
    if (!wired && !this.reports.settle(id)) return
    if (error !== undefined) {
      this.options.logger.warn({ error }, 'the controller could not take our report; sending it again')
      this.wiredDue ||= wired
      this.after('pump', ASK_AGAIN, () => {
        this.pump()
      })
      return
    }
    if (!wired) this.outbox.acknowledged()
    this.pump()
  }

  private scheduleHeartbeat(pause: number): void {
    this.after('heartbeat', pause, () => {
      this.scheduleHeartbeat(this.heartbeatInterval)
      if (this.heartbeats.busy) return
      this.heartbeats.begin({ type: 'heartbeat', id: this.nextId(), topics: this.options.agent.parts.view.states() })
    })
  }

  private after(name: string, pause: number, run: () => void): void {
    this.timers.get(name)?.()
    this.timers.set(name, this.options.clock.after(pause, run))
  }

  private nextId(): number {
    this.requestId += 1
    return this.requestId
  }

  private send(frame: AgentFrame): void {
    this.channel?.send(frame)
  }
}

import { Agent, ControllerConnection, type AgentChannel } from '@netloom/agent-runtime'
import type { Clock, Logger, SwitchRenderer } from '@netloom/core'
import { simulatedHost, type SimulatedHost } from '@netloom/dataplane'
import { MemoryJournal } from './memory-journal.ts'

export interface SimulatedNodeOptions {
  readonly name: string
  readonly vtep: string
  readonly renderer: SwitchRenderer
  readonly clock: Clock
  readonly logger: Logger
  readonly random: () => number
  /** A way to whatever controller is there. */
  readonly connect: () => Promise<AgentChannel>
}

/** One host of a fleet: a kernel and a journal that stay, an agent that comes and goes. */
export class SimulatedNode {
  readonly host: SimulatedHost
  private readonly journal = new MemoryJournal()
  private readonly channels = new Set<AgentChannel>()
  private running: { readonly agent: Agent; readonly connection: ControllerConnection } | undefined
  private partitioned = false

  constructor(private readonly options: SimulatedNodeOptions) {
    this.host = simulatedHost({ name: options.name, clock: options.clock })
  }

  get name(): string {
    return this.options.name
  }

  get vtep(): string {
    return this.options.vtep
  }

  get agent(): Agent | undefined {
    return this.running?.agent
  }

  get deviceName(): (portId: string) => string {
    return (portId) => this.options.renderer.deviceName(portId)
  }

  async start(): Promise<void> {
    if (this.running !== undefined) return
    const { renderer, clock, logger, random } = this.options
    const agent = new Agent({ host: this.host, renderer, journal: this.journal, clock, logger })
    const { agentType, binary, configurations } = renderer
    const report = { agentType, binary, host: this.name, configurations }
    const connection = new ControllerConnection({
      agent,
      connect: [() => this.connect()],
      report,
      clock,
      logger,
      random,
    })
    this.running = { agent, connection }
    await agent.start()
    connection.open()
  }

  /** The process is gone between two instructions; kernel and journal stay. */
  kill(): void {
    const { running } = this
    this.running = undefined
    running?.connection.close()
    void running?.agent.stop()
  }

  /** Cuts the host off from every controller, or joins it again. */
  partition(cut: boolean): void {
    this.partitioned = cut
    if (!cut) return
    for (const channel of this.channels) channel.close('partition')
    this.channels.clear()
  }

  private async connect(): Promise<AgentChannel> {
    if (this.partitioned) throw new Error('no route to the controller')
    const channel = await this.options.connect()
    this.channels.add(channel)
    return channel
  }
}

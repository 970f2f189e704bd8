import { setImmediate as turn } from 'node:timers/promises'
import type { AgentChannel } from '@netloom/agent-runtime'
import {
  channelPair,
  createNetloom,
  silentLogger,
  type AgentFrame,
  type ControllerFrame,
  type Netloom,
} from '@netloom/core'
import { lossyChannel } from '../fakes/lossy-channel.ts'
import { seededRandom } from '../fakes/seeded-random.ts'
import type { FleetOptions } from './fleet-options.ts'
import { mortalStore, type MortalStore } from './mortal-store.ts'
import { SimulatedNode } from './simulated-node.ts'
import { VirtualClock } from '../simulator/virtual-clock.ts'

/** Turns of the event loop without a frame, a commit or a kernel write after which nothing is under way any more. */
const QUIET_TURNS = 4

/**
 * A controller on a real store and hosts with real agents on simulated kernels, linked in process, in virtual time: a
 * heartbeat costs nothing. Anything of it may be killed and started again. `open` first, `close` last.
 */
export class Fleet {
  readonly clock: VirtualClock = new VirtualClock()
  readonly random: () => number
  readonly nodes: readonly SimulatedNode[]
  private controller:
    { readonly netloom: Netloom; readonly store: MortalStore; readonly links: Set<{ close(): void }> } | undefined
  private activity = 0
  private stopCounting: () => void = () => undefined

  constructor(private readonly options: FleetOptions) {
    const { seed, hosts, renderer, logger = silentLogger } = options
    this.random = seededRandom(seed)
    this.nodes = Array.from({ length: hosts }, (_, index) => {
      const name = `host${String(index + 1)}`
      const vtep = `192.0.2.${String(index + 1)}`
      const connect = (): Promise<AgentChannel> => this.connect()
      return new SimulatedNode({
        name,
        vtep,
        renderer: renderer({ name, vtep }),
        clock: this.clock,
        logger,
        random: this.random,
        connect,
      })
    })
  }

  /** The controller that lives now. @throws {Error} while there is none. */
  get netloom(): Netloom {
    if (this.controller === undefined) throw new Error('there is no controller now')
    return this.controller.netloom
  }

  get hasController(): boolean {
    return this.controller !== undefined
  }

  node(name: string): SimulatedNode | undefined {
    return this.nodes.find((node) => node.name === name)
  }

  async open(): Promise<void> {
    await this.options.store.initialize()
    this.stopCounting = this.options.store.log.onCommit(() => {
      this.activity += 1
    })
    await this.startController()
    for (const node of this.nodes) await node.start()
    await this.pass(2_000)
  }

  async startController(): Promise<void> {
    if (this.controller !== undefined) return
    const { modules, logger = silentLogger } = this.options
    const store = mortalStore(this.options.store)
    const ml2 = { projectNetworkTypes: ['vxlan'] }
    const netloom = await createNetloom({ modules: modules(), store, ml2, logger, clock: this.clock })
    this.controller = { netloom, store, links: new Set() }
  }

  /** The process is gone between two instructions; what was committed stays. */
  async killController(): Promise<void> {
    const { controller } = this
    this.controller = undefined
    controller?.store.kill()
    for (const link of controller?.links ?? []) link.close()
    await controller?.netloom.close()
  }

  /** Lets virtual time go by, and all that happens in it come to rest. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms, () => this.rest())
  }

  /** Waits until nothing is under way at this moment of virtual time. */
  async rest(): Promise<void> {
    let quiet = 0
    for (let seen = -1; quiet < QUIET_TURNS; quiet += 1) {
      await turn()
      for (const node of this.nodes) await node.agent?.idle()
      const now =
        this.activity + this.nodes.reduce((sum, { host }) => sum + host.counters.writes + host.counters.reads, 0)
      if (now !== seen) quiet = 0
      seen = now
    }
  }

  async close(): Promise<void> {
    for (const node of this.nodes) node.kill()
    await this.killController()
    this.stopCounting()
    await this.options.store.close()
  }

  private connect(): Promise<AgentChannel> {
    const { controller } = this
    if (controller === undefined) return Promise.reject(new Error('connection refused'))
    const [agentEnd, controllerEnd] = channelPair<AgentFrame, ControllerFrame>()
    controller.links.add(controllerEnd)
    controller.netloom.serveAgent(controllerEnd)
    return Promise.resolve(this.counted(this.disturbed(agentEnd)))
  }

  private disturbed(channel: AgentChannel): AgentChannel {
    const { faults } = this.options
    if (faults === undefined) return channel
    const seed = Math.floor(this.random() * 2 ** 31)
    return lossyChannel(channel, { seed, outgoing: faults, incoming: faults, clock: this.clock })
  }

  private counted(channel: AgentChannel): AgentChannel {
    const count = (): void => {
      this.activity += 1
    }
    return {
      send: (frame) => {
        count()
        channel.send(frame)
      },
      sendText: (json, frame) => {
        count()
        channel.sendText(json, frame)
      },
      get backlog() {
        return channel.backlog
      },
      onFrame: (listener) => {
        channel.onFrame((frame) => {
          count()
          listener(frame)
        })
      },
      onClose: (listener) => {
        channel.onClose(listener)
      },
      close: (reason) => {
        channel.close(reason)
      },
    }
  }
}

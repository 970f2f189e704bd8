import { adminContext, type Port } from '@netloom/core'
import type { Fleet, SimulatedNode } from '../../src/index.ts'

const CONTEXT = adminContext('life')
const MOST_PORTS = 10
const MOST_NETWORKS = 3

/** What may happen to a cloud, drawn from the fleet's seed. What was done is in `log`. */
export class RandomLife {
  readonly log: string[] = []
  private subnets = 0

  constructor(private readonly fleet: Fleet) {}

  /** One event at random, and a little time. Some are not waited for, so that the next one hits them in the middle. */
  async event(): Promise<void> {
    const events: readonly (readonly [number, () => Promise<void>])[] = [
      [3, () => this.createNetwork()],
      [10, () => this.createPort()],
      [6, () => this.plugOrUnplug()],
      [4, () => this.migrate()],
      [3, () => this.deletePort()],
      [2, () => this.changeAddress()],
      [1, () => this.deleteNetwork()],
      [3, () => this.steal()],
      [3, () => this.killAgent()],
      [2, () => this.killController()],
      [2, () => this.partition()],
    ]
    const total = events.reduce((sum, [weight]) => sum + weight, 0)
    let draw = this.fleet.random() * total
    const [, run] = events.find(([weight]) => (draw -= weight) < 0) ?? events[0]!
    // A client whose controller dies gets an error and goes on.
    const done = run().catch((error: unknown) => this.log.push(`  failed: ${String(error)}`))
    if (this.fleet.random() < 0.6) await done
    else for (let turns = this.draw(20); turns > 0; turns -= 1) await Promise.resolve()
    if (this.fleet.random() < 0.7) await this.fleet.pass(this.draw(3_000))
  }

  /** Every process lives again, and everybody reaches everybody. */
  async heal(): Promise<void> {
    await this.fleet.startController()
    for (const node of this.fleet.nodes) {
      node.partition(false)
      await node.start()
    }
  }

  /** What an operator does after a crash in the middle of a binding: asks for it again. */
  async rebind(): Promise<void> {
    for (const port of await this.fleet.netloom.ports.list(CONTEXT)) {
      if (port.binding.vifType === 'bridge') continue
      await this.fleet.netloom.ports.update(CONTEXT, port.id, { host: port.binding.host }).catch(() => undefined)
    }
  }

  private async createNetwork(): Promise<void> {
    const networks = await this.fleet.netloom.networks.list(CONTEXT)
    if (networks.length >= MOST_NETWORKS) return
    const { id } = await this.fleet.netloom.networks.create(CONTEXT, {
      id: this.newId(),
      name: `n${String(networks.length)}`,
    })
    this.log.push(`network ${id}`)
    this.subnets += 1
    await this.fleet.netloom.subnets.create(CONTEXT, { networkId: id, cidr: `10.${String(this.subnets % 250)}.0.0/24` })
  }

  private async deleteNetwork(): Promise<void> {
    const network = this.pick(await this.fleet.netloom.networks.list(CONTEXT))
    if (network === undefined) return
    this.log.push(`delete network ${network.id}`)
    await this.fleet.netloom.networks.delete(CONTEXT, network.id)
  }

  private async createPort(): Promise<void> {
    const network = this.pick(await this.fleet.netloom.networks.list(CONTEXT))
    if (network === undefined) return this.createNetwork()
    if ((await this.fleet.netloom.ports.list(CONTEXT)).length >= MOST_PORTS) return this.deletePort()
    const node = this.node()
    const port = await this.fleet.netloom.ports.create(CONTEXT, {
      id: this.newId(),
      networkId: network.id,
      host: node.name,
    })
    this.log.push(`port ${port.id} on ${node.name}`)
    if (this.fleet.random() < 0.8) node.host.plug(node.deviceName(port.id))
  }

  private async plugOrUnplug(): Promise<void> {
    const found = await this.placed()
    if (found === undefined) return
    const { node, port } = found
    const device = node.deviceName(port.id)
    const plugged = (await node.host.links()).has(device)
    this.log.push(`${plugged ? 'unplug' : 'plug'} ${port.id} on ${node.name}`)
    if (plugged) node.host.unplug(device)
    else node.host.plug(device)
  }

  private async migrate(): Promise<void> {
    const found = await this.placed()
    if (found === undefined) return
    const { node, port } = found
    const next = this.node()
    this.log.push(`migrate ${port.id} from ${node.name} to ${next.name}`)
    next.host.plug(next.deviceName(port.id))
    await this.fleet.netloom.ports.update(CONTEXT, port.id, { host: next.name })
    if (next !== node) node.host.unplug(node.deviceName(port.id))
  }

  private async deletePort(): Promise<void> {
    const found = await this.placed()
    if (found === undefined) return
    const { node, port } = found
    this.log.push(`delete ${port.id} on ${node.name}`)
    await this.fleet.netloom.ports.delete(CONTEXT, port.id)
    if (this.fleet.random() < 0.8) node.host.unplug(node.deviceName(port.id))
  }

  private async changeAddress(): Promise<void> {
    const port = (await this.placed())?.port
    const subnetId = port?.fixedIps[0]?.subnetId
    if (port === undefined || subnetId === undefined) return
    this.log.push(`new address for ${port.id}`)
    const fixedIps = this.fleet.random() < 0.3 ? [{ subnetId }, { subnetId }] : [{ subnetId }]
    await this.fleet.netloom.ports.update(CONTEXT, port.id, { fixedIps })
  }

  private async steal(): Promise<void> {
    const node = this.node()
    const states = await node.host.read()
    const state = this.pick(states)
    const kind = state && node.host.kinds.get(state.kind)
    if (state === undefined || kind === undefined) return
    this.log.push(`steal ${kind.key(state)} on ${node.name}`)
    node.host.steal(kind.key(state))
  }

  private async killAgent(): Promise<void> {
    const node = this.node()
    const dead = node.agent === undefined
    this.log.push(`${dead ? 'start' : 'kill'} agent ${node.name}`)
    if (dead) await node.start()
    else {
      node.kill()
      if (this.fleet.random() < 0.6) await node.start()
    }
  }

  private async killController(): Promise<void> {
    this.log.push(this.fleet.hasController ? 'kill controller' : 'start controller')
    if (!this.fleet.hasController) return this.fleet.startController()
    await this.fleet.killController()
    if (this.fleet.random() < 0.5) await this.fleet.startController()
  }

  private partition(): Promise<void> {
    const node = this.node()
    const cut = this.fleet.random() < 0.5
    this.log.push(`${cut ? 'cut off' : 'join'} ${node.name}`)
    node.partition(cut)
    return Promise.resolve()
  }

  private async placed(): Promise<{ readonly port: Port; readonly node: SimulatedNode } | undefined> {
    const port = this.pick(await this.fleet.netloom.ports.list(CONTEXT))
    const node = port && this.fleet.node(port.binding.host)
    return node && { port, node }
  }

  private node(): SimulatedNode {
    return this.fleet.nodes[this.draw(this.fleet.nodes.length)]!
  }

  private pick<T>(items: readonly T[]): T | undefined {
    return items[this.draw(items.length)]
  }

  /** From the seed, as the order of ids decides what a list begins with. */
  private newId(): string {
    const digits = Array.from({ length: 32 }, () => this.draw(16).toString(16)).join('')
    return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5')
  }

  private draw(below: number): number {
    return Math.floor(this.fleet.random() * below)
  }
}

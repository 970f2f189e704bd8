import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runAgent, type RunningAgent } from '@netloom/agent-runtime'
import { adminContext, type Netloom } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { createNetloom } from '@netloom/ml2'
import { simulatedHost, type SimulatedHost } from '@netloom/dataplane'
import { l2population } from '@netloom/mech-l2pop'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { linuxBridgeRenderer } from '@netloom/mech-linuxbridge/agent'
import { agentLinkServer, type AgentLinkServer } from '@netloom/server'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { vi } from 'vitest'

/** Changes that the log keeps here, so that a short run goes round many times. */
export const RETAINED = 200

const HOSTS = ['h1', 'h2']

/** A controller with its store, and agents with journals, linked by sockets; only the kernels are simulated. */
export class SmallCloud {
  private readonly kernels = new Map<string, SimulatedHost>()
  private readonly agents = new Map<string, RunningAgent>()
  private rounds = 0

  private constructor(
    readonly folder: string,
    readonly store: Store,
    readonly netloom: Netloom,
    private readonly link: AgentLinkServer,
  ) {}

  /** Without a store, one in a file of the folder. */
  static async start(given?: Store): Promise<SmallCloud> {
    const folder = await mkdtemp(join(tmpdir(), 'netloom-soak-'))
    const store = given ?? sqliteStore(join(folder, 'store.db'))
    const netloom = await createNetloom({
      modules: [vxlan({ vniRanges: [[100, 10_000]] }), linuxbridge(), l2population()],
      ml2: { projectNetworkTypes: ['vxlan'] },
      store,
      retainedChanges: RETAINED,
    })
    const link = await agentLinkServer({ netloom, port: 0 })
    const cloud = new SmallCloud(folder, store, netloom, link)
    for (const host of HOSTS) {
      cloud.kernels.set(host, simulatedHost({ name: host }))
      await cloud.startAgent(host)
    }
    return cloud
  }

  /** A project comes, its network with a port on each host works, and all of it goes again. */
  async round(): Promise<void> {
    this.rounds += 1
    const { networks, subnets, ports } = this.netloom
    const context = adminContext(`project-${String(this.rounds)}`)
    const network = await networks.create(context, { name: 'soak' })
    const subnet = await subnets.create(context, { networkId: network.id, ipVersion: 4, cidr: '10.0.0.0/24' })
    const requests = HOSTS.map((host) => ({ networkId: network.id, deviceOwner: 'compute:nova', host }))
    const made = await ports.createMany(context, requests)
    const taps = made.map(({ id, binding }) => ({ host: binding.host, tap: `tap${id.slice(0, 11)}` }))
    for (const { host, tap } of taps) this.kernels.get(host)?.plug(tap)
    await vi.waitFor(
      async () => {
        const now = await Promise.all(made.map(({ id }) => ports.get(context, id)))
        if (now.some(({ status }) => status !== 'ACTIVE')) throw new Error('a port is not ACTIVE')
      },
      { timeout: 60_000, interval: 10 },
    )
    for (const { host, tap } of taps) this.kernels.get(host)?.unplug(tap)
    for (const { id } of made) await ports.delete(context, id)
    await subnets.delete(context, subnet.id)
    await networks.delete(context, network.id)
    // Its next life reads the journal, and takes a new connection.
    if (this.rounds % 10 === 0) await this.restartAgent(HOSTS[(this.rounds / 10) % HOSTS.length] ?? '')
  }

  async close(): Promise<void> {
    for (const agent of this.agents.values()) await agent.stop()
    await this.link.close()
    await this.netloom.close()
    await rm(this.folder, { recursive: true })
  }

  private async restartAgent(host: string): Promise<void> {
    await this.agents.get(host)?.stop()
    await this.startAgent(host)
  }

  private async startAgent(name: string): Promise<void> {
    const host = this.kernels.get(name)
    if (host === undefined) throw new Error(`there is no host ${name}`)
    const localIp = `192.0.2.${name.slice(1)}`
    const agent = await runAgent({
      host,
      controllers: [this.link.url],
      journalDirectory: join(this.folder, name),
      renderer: linuxBridgeRenderer({ localIp, underlay: 'eth0', l2Population: true }),
    })
    this.agents.set(name, agent)
  }
}

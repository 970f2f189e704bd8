import { adminContext, type Netloom, type Port, type PortCreate, type RequestContext } from '@netloom/core'
import { seededRandom } from '../fakes/seeded-random.ts'
import { Activity } from './activity.ts'
import { CrashJournal } from './crash-journal.ts'
import { FleetHost } from './fleet-host.ts'
import { fleetLink, type FleetLink, type LinkFaults } from './fleet-link.ts'
import type { SimulatedFleetOptions } from './simulated-fleet-options.ts'
import { KilledError, type Incarnation } from './process-incarnation.ts'
import type { CloudState } from './checks/cloud-state.ts'
import { SimulatedController } from './simulated-controller.ts'
import { VirtualClock } from './virtual-clock.ts'

/** Virtual milliseconds after which everything that heals has healed: two heartbeats, an audit and a pause between attempts. */
const HEALED = 65_000

/** A controller and hosts in one process, with real agents, simulated kernels, and a clock that moves when told to. */
export class SimulatedFleet {
  readonly clock: VirtualClock = new VirtualClock()
  readonly admin: RequestContext = adminContext('simulation')
  readonly controller: SimulatedController
  readonly hosts: readonly FleetHost[]
  /** Draws everything that is left to chance. */
  readonly random: () => number
  /** May be changed at any time; new connections only get what there was a fault for when they began. */
  faults: LinkFaults
  private readonly activity = new Activity()
  private readonly links = new Map<string, FleetLink>()
  private readonly cut = new Set<string>()
  private readonly silent = new Set<string>()
  private readonly journals = new Map<string, CrashJournal>()

  constructor(private readonly options: SimulatedFleetOptions) {
    const { hosts, modules, ml2 = {}, seed = 1, store = ':memory:', faults = {} } = options
    const { clock, activity } = this
    this.random = seededRandom(seed)
    this.faults = faults
    this.controller = new SimulatedController({ modules, ml2, path: store, clock, activity })
    this.controller.whenKilled(() => {
      for (const link of this.links.values()) link.sever()
    })
    this.hosts = Array.from({ length: hosts }, (_, index) => this.newHost(index + 1))
  }

  /** Services of the controller. @throws {KilledError} while it is down. */
  get netloom(): Netloom {
    return this.controller.netloom
  }

  /** How many frames, transactions and kernel calls there were; equal runs have equal numbers. */
  get activityCount(): number {
    return this.activity.count
  }

  /** @throws when there is no such host */
  host(name: string): FleetHost {
    const host = this.hosts.find((one) => one.name === name)
    if (host === undefined) throw new Error(`no host ${name}`)
    return host
  }

  /** Starts everything that is down. */
  async start(): Promise<void> {
    await this.controller.start()
    for (const host of this.hosts) host.start()
    await this.drain()
  }

  /** Everything runs, everybody reaches everybody, and nothing that was to go wrong later does. Bad links stay bad. */
  async recover(): Promise<void> {
    this.controller.crashAt(undefined)
    this.cut.clear()
    this.silent.clear()
    for (const host of this.hosts) if (host.up) host.crashAfterSteps(undefined)
    await this.start()
  }

  async close(): Promise<void> {
    for (const host of this.hosts) host.kill()
    await this.controller.close()
  }

  /** Lets everything happen that happens without time passing. @throws when that has no end */
  drain(): Promise<void> {
    return this.activity.quiet()
  }

  /** Lets `ms` of virtual time pass. */
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms, () => this.drain())
  }

  /** Lets the time pass in which everything heals that can. */
  settle(): Promise<void> {
    return this.advance(HEALED)
  }

  /** A port on a host, with its device. */
  async boot(request: PortCreate & { readonly host: string }): Promise<Port> {
    const port = await this.netloom.ports.create(this.admin, { deviceOwner: 'compute:nova', ...request })
    this.plug(port.id, request.host)
    return port
  }

  plug(portId: string, host: string): void {
    this.host(host).kernel.plug(tapOf(portId))
  }

  unplug(portId: string, host: string): void {
    this.host(host).kernel.unplug(tapOf(portId))
  }

  /** Moves a guest as a hypervisor does: its device appears there, the binding moves, the device here goes. */
  async migrate(portId: string, from: string, to: string): Promise<void> {
    this.plug(portId, to)
    await this.netloom.ports.update(this.admin, portId, { host: to })
    this.unplug(portId, from)
  }

  /** `lost`: newest records of the journal that the crash costs. */
  killAgent(host: string, lost = 0): void {
    this.host(host).kill()
    this.journals.get(host)?.crash(lost)
  }

  /** Connections of the host break and none can be made (`cut`), or its frames vanish without notice (`silent`). */
  partition(host: string, how: 'cut' | 'silent' = 'cut'): void {
    this[how].add(host)
    if (how === 'cut') this.links.get(host)?.sever()
  }

  heal(host: string): void {
    this.cut.delete(host)
    this.silent.delete(host)
  }

  /** Everything a check needs: the API's objects and what is in the kernels. @throws {KilledError} while the controller is down */
  async observe(): Promise<CloudState> {
    const { networks, ports } = this.netloom
    return {
      arpResponder: this.options.arpResponder ?? 'proxy',
      networks: await networks.list(this.admin),
      ports: await ports.list(this.admin),
      hosts: await Promise.all(
        this.hosts.map(async ({ name, vtep, kernel, foreign }) => ({
          name,
          vtep,
          foreign,
          links: await kernel.links(),
          states: await kernel.read(),
        })),
      ),
    }
  }

  private newHost(number: number): FleetHost {
    const name = `host${String(number)}`
    const { renderer, kinds, hostFaults, auditInterval, seed = 1 } = this.options
    const { clock, activity, random } = this
    return new FleetHost({
      place: { name, vtep: `192.0.2.${String(number)}` },
      renderer,
      ...(kinds !== undefined && { kinds }),
      journal: () => this.options.journal?.(name) ?? this.memory(name),
      clock,
      activity,
      random,
      connect: (agent) => this.connect(name, agent),
      ...(hostFaults !== undefined && { faults: { ...hostFaults, seed: seed * 1_000 + number } }),
      ...(auditInterval !== undefined && { auditInterval }),
    })
  }

  private memory(host: string): CrashJournal {
    const journal = this.journals.get(host) ?? new CrashJournal()
    this.journals.set(host, journal)
    return journal
  }

  private connect(host: string, agent: Incarnation): Promise<FleetLink['agentEnd']> {
    if (!this.controller.up || this.cut.has(host) || this.silent.has(host)) {
      return Promise.reject(new KilledError('nobody answers'))
    }
    const { activity, clock } = this
    const link = fleetLink({
      agent,
      activity,
      clock,
      seed: Math.floor(this.random() * 2 ** 31),
      faults: () => this.faults,
      silent: () => this.silent.has(host),
    })
    this.links.set(host, link)
    agent.onEnd(() => {
      link.sever()
    })
    this.netloom.serveAgent(link.controllerEnd)
    return Promise.resolve(link.agentEnd)
  }
}

/** A fleet with everything running and nothing in it. */
export async function startFleet(options: SimulatedFleetOptions): Promise<SimulatedFleet> {
  const fleet = new SimulatedFleet(options)
  await fleet.start()
  await fleet.advance(1_000)
  return fleet
}

/** The device that a hypervisor makes for a port (Neutron: `tap` and 11 characters of the id). */
const tapOf = (portId: string): string => `tap${portId.slice(0, 11)}`

import type { PassageAnswer, PassageQuestion, TraceAnswer, TraceHop, TraceNext, TraceQuestion } from '@netloom/core'
import { findStation, isBound, type Station } from './find-station.ts'
import type { PlannedTrace } from './plan-trace.ts'
import type { TraceInventory, TracePort } from './trace-inventory.ts'
import { conclude, type HostHop, type TraceResult, type WalkedRoute } from './trace-result.ts'

/** Who is asked while a packet is followed. */
export interface TraceOracle {
  /** The agent that wires ports of a host. @throws {Failure} when it cannot answer */
  ask(host: string, question: TraceQuestion): Promise<TraceAnswer>
  /** The others of a host, of which at most one takes the packet. */
  askBehind(host: string, question: PassageQuestion): Promise<BehindAnswers>
  /** All hosts' others: the port that answers for an address. */
  askWho(networkId: string, address: string): Promise<string | undefined>
}

export interface BehindAnswers {
  readonly answers: readonly PassageAnswer[]
  /** Agents that should run, and give none: `l3@host1`. */
  readonly silent: readonly string[]
}

/** As IPv4 begins: whoever forwards takes one. */
const MOST_PASSAGES = 64

type End = Pick<TraceResult, 'verdict' | 'reason'>

type Leg = Omit<PlannedTrace, 'target'>

interface Arrival {
  readonly port: TracePort
}

/** A walk from sender to whoever has the packet in the end, through all that switches, forwards and filters it. */
class Walk {
  readonly hops: HostHop[] = []
  readonly route: WalkedRoute = { legs: [], passages: [], destination: '' }
  readonly silent: string[] = []

  constructor(
    private readonly inventory: TraceInventory,
    private readonly oracle: TraceOracle,
  ) {}

  async go(planned: PlannedTrace): Promise<End> {
    let leg: Leg = planned
    for (let count = 0; count < MOST_PASSAGES; count++) {
      this.route.destination = leg.frame.ip?.destination ?? ''
      const arrival = await this.cross(leg)
      if (!('port' in arrival)) return arrival
      const next = await this.pass(arrival.port, leg.frame)
      if ('verdict' in next) return next
      leg = next
    }
    return { verdict: 'lost', reason: `it is forwarded more than ${String(MOST_PASSAGES)} times: its TTL runs out` }
  }

  /** Through one network, from a port or from outside to whoever answers for the next address. */
  private async cross({ from, networkId, nextHop, frame }: Leg): Promise<Arrival | End> {
    const station = await findStation(networkId, nextHop, this.inventory, (network, address) =>
      this.oracle.askWho(network, address),
    )
    if (station.kind === 'nobody') return { verdict: 'lost', reason: station.reason }
    if (station.kind === 'port' && !isBound(station.port))
      return { verdict: 'lost', reason: `port ${station.port.id} has ${nextHop}, and is bound to no host` }
    const mac = station.kind === 'port' ? station.port.mac_address : station.macAddress
    let next: TraceNext = { kind: 'physical', physicalNetwork: '' }
    if (from !== undefined) {
      const question: TraceQuestion = { leg: 'leave', portId: from.id, frame, destinationMac: mac }
      next = await this.askSwitch(from['binding:host_id'], question, false)
    }
    if (next.kind === 'dropped') return this.notSwitched(station, frame)
    if (station.kind === 'outside') return this.leaveCloud(next, nextHop, frame)
    return this.arrive(from, station.port, next, frame)
  }

  /** A device that is not there has no place at a switch either: whoever should have made it knows why. */
  private async notSwitched(station: Station, frame: PlannedTrace['frame']): Promise<End> {
    if (station.kind !== 'port' || this.hops.at(-1)?.hop !== 'switch') return { verdict: 'dropped' }
    const { id, 'binding:host_id': host } = station.port
    const { answers } = await this.oracle.askBehind(host, { leg: 'enter', portId: id, frame })
    const why = answers.flatMap(({ hops, next }) => (next.kind === 'dropped' ? hops : [])).at(-1)
    if (why === undefined) return { verdict: 'dropped' }
    return { verdict: 'dropped', reason: `no way to port ${id} on ${host}: ${why.cause.rule} (${why.cause.object})` }
  }

  private async arrive(
    from: TracePort | undefined,
    to: TracePort,
    next: TraceNext,
    frame: PlannedTrace['frame'],
  ): Promise<Arrival | End> {
    const wanted = to['binding:host_id']
    const sender = from?.['binding:host_id'] ?? ''
    if (next.kind === 'flooded' && !next.hosts.includes(wanted))
      return { verdict: 'lost', reason: `${sender} sends nothing of the network to ${wanted}, where ${to.id} is` }
    const host = next.kind === 'host' ? next.host : wanted
    if (host !== wanted)
      return {
        verdict: 'lost',
        reason: `it is sent to ${host}, but ${to.id} is on ${wanted}: ${sender} has not heard of its move`,
      }
    if (next.kind === 'delivered') return { port: to }
    const question: TraceQuestion = { leg: 'arrive', portId: to.id, frame, destinationMac: to.mac_address }
    const arrived = await this.askSwitch(host, question, next.kind === 'physical')
    return arrived.kind === 'dropped' ? { verdict: 'dropped' } : { port: to }
  }

  private leaveCloud(next: TraceNext, nextHop: string, frame: PlannedTrace['frame']): End {
    if (next.kind !== 'physical')
      return { verdict: 'lost', reason: `${nextHop} is outside, and the network leads to no physical network` }
    this.route.end = { frame }
    return { verdict: 'delivered' }
  }

  /** Behind the device of a port: an end, or whatever forwards from there. */
  private async pass(port: TracePort, frame: PlannedTrace['frame']): Promise<End | Leg> {
    const host = port['binding:host_id']
    const { answers, silent } = await this.oracle.askBehind(host, { leg: 'enter', portId: port.id, frame })
    const taken = answers.find(({ next }) => next.kind !== 'none')
    if (taken === undefined) return this.leftAlone(port, frame, silent)
    this.note(host, taken.hops)
    const { next } = taken
    if (next.kind === 'dropped') return { verdict: 'dropped' }
    if (next.kind !== 'forwarded') return this.end(port, frame)
    const { passage, namespace } = next
    this.route.passages.push({ host, namespace, frame })
    this.route.destination = passage.frame.ip?.destination ?? ''
    const filters = await this.oracle.askBehind(host, { leg: 'forward', passage })
    this.silent.push(...filters.silent)
    for (const { hops, next: verdict } of filters.answers) {
      this.note(host, hops)
      if (verdict.kind === 'dropped') return { verdict: 'dropped' }
    }
    this.note(host, next.hops)
    const from = this.inventory.ports.find(({ id }) => id === passage.outPortId)
    if (from === undefined) return { verdict: 'lost', reason: `port ${passage.outPortId}, which it leaves by, is gone` }
    return { from, networkId: from.network_id, nextHop: next.nextHop, frame: next.frame }
  }

  /** A guest has it; a device of the network's own does only for its own addresses. */
  private leftAlone(port: TracePort, frame: PlannedTrace['frame'], silent: readonly string[]): End {
    const isOwn = port.fixed_ips.some(({ ip_address }) => ip_address === frame.ip?.destination)
    if (isOwn || !port.device_owner.startsWith('network:')) return this.end(port, frame)
    this.silent.push(...silent)
    const why = `port ${port.id} (${port.device_owner}) has it, and no agent of ${port['binding:host_id']} sends it on`
    return { verdict: 'lost', reason: why }
  }

  private end(port: TracePort, frame: PlannedTrace['frame']): End {
    this.route.end = { frame, port }
    return { verdict: 'delivered' }
  }

  private async askSwitch(host: string, question: TraceQuestion, isPhysical: boolean): Promise<TraceNext> {
    const { hops, next } = await this.oracle.ask(host, question)
    this.note(host, hops)
    this.route.legs.push({ host, question, isPhysical })
    return next
  }

  private note(host: string, hops: readonly TraceHop[]): void {
    this.hops.push(...hops.map((hop) => ({ host, ...hop })))
  }
}

/** Hosts and networks one after the other, until somebody drops the packet or has it. */
export async function walkTrace(
  planned: PlannedTrace,
  inventory: TraceInventory,
  oracle: TraceOracle,
): Promise<{ readonly result: TraceResult; readonly route: WalkedRoute }> {
  const walk = new Walk(inventory, oracle)
  const end = await walk.go(planned)
  return { result: { ...conclude(walk, planned), ...end }, route: walk.route }
}

import type { TraceAnswer, TraceHop, TraceNext, TraceQuestion } from '@netloom/core'
import { hostTopic, networkTopic, type PopulationItem, type PortItem, portKey } from '@netloom/core/wire'
import { ownPort } from '../items/own-port.ts'
import { groupHops, guardHop, type TracedPort } from './firewall-hops.ts'
import { floodHops, physicalHops, populationHops, portHop, switchHop, type KnownPopulation } from './switch-hops.ts'
import type { TraceContext } from './trace-context.ts'

type Leg = Iterable<TraceHop, TraceNext>

/** What would become of a frame on this host, by what its agent knows. Pure. @throws {Error} for a port that is not here */
export function traceSwitch(question: TraceQuestion, context: TraceContext): TraceAnswer {
  const traced = findPort(question.portId, context)
  return walk(question.leg === 'leave' ? leave(question, traced, context) : arrive(question, traced, context))
}

/** Up to the hop that drops it. */
function walk(leg: Leg): TraceAnswer {
  const hops: TraceHop[] = []
  const steps = leg[Symbol.iterator]()
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return { hops, next: step.value }
    hops.push(step.value)
    if (step.value.verdict === 'drop') return { hops, next: { kind: 'dropped' } }
  }
}

function* leave(
  { frame, destinationMac }: TraceQuestion,
  from: TracedPort,
  context: TraceContext,
): Generator<TraceHop, TraceNext> {
  yield* portHop(from)
  yield guardHop(frame, from, context)
  yield* groupHops('egress', frame, from, context)
  yield switchHop(from, context)
  const { network } = from
  const local = localPort(destinationMac, network.id, context)
  if (local !== undefined) return yield* deliver(frame, local, context)
  const entry = populationOf(destinationMac, network.id, context)
  if (entry !== undefined) {
    yield* populationHops(entry, network, context)
    return { kind: 'host', host: entry.body.host, portId: entry.body.portId }
  }
  const physical = network.segments.find(({ physicalNetwork }) => physicalNetwork !== null)
  if (physical?.physicalNetwork != null) {
    yield physicalHops(physical, from, context)
    return { kind: 'physical', physicalNetwork: physical.physicalNetwork }
  }
  const { hop, hosts } = floodHops(from, destinationMac, context)
  yield hop
  return { kind: 'flooded', hosts }
}

function* arrive({ frame }: TraceQuestion, to: TracedPort, context: TraceContext): Generator<TraceHop, TraceNext> {
  yield switchHop(to, context)
  return yield* deliver(frame, to, context)
}

function* deliver(
  frame: TraceQuestion['frame'],
  to: TracedPort,
  context: TraceContext,
): Generator<TraceHop, TraceNext> {
  yield* groupHops('ingress', frame, to, context)
  yield* portHop(to)
  const device = context.renderer.deviceName(to.port.id)
  yield {
    hop: 'device',
    verdict: 'pass',
    cause: { object: portKey(to.port.id), revision: to.revision, rule: `${device} has it` },
  }
  return { kind: 'delivered', portId: to.port.id }
}

function findPort(portId: string, context: TraceContext): TracedPort {
  const item = context.view.item(hostTopic(context.host), portKey(portId))
  const port = ownPort(item?.body, context.renderer.agentType)
  const network = port && context.network(port.networkId)
  if (item === undefined || port === undefined)
    throw new Error(`the agent of ${context.host} knows no port ${portId}; is it bound to this host?`)
  if (network === undefined)
    throw new Error(`the agent of ${context.host} does not know network ${port.networkId} yet; ask again`)
  return { port, revision: item.revision, network }
}

function localPort(mac: string, networkId: string, context: TraceContext): TracedPort | undefined {
  const topic = hostTopic(context.host)
  for (const key of context.view.keys(topic)) {
    const port = context.view.item(topic, key)?.body as PortItem | undefined
    if (port?.macAddress === mac && port.networkId === networkId) return findPort(port.id, context)
  }
  return undefined
}

function populationOf(mac: string, networkId: string, { view }: TraceContext): KnownPopulation | undefined {
  const topic = networkTopic(networkId)
  for (const key of view.keys(topic)) {
    if (!key.startsWith(portKey(''))) continue
    const item = view.item(topic, key)
    const body = item?.body as PopulationItem | undefined
    if (item !== undefined && body?.macAddress === mac) return { body, revision: item.revision }
  }
  return undefined
}

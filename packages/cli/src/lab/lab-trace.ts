import { randomInt } from 'node:crypto'
import { findNames } from '../inspect/find-objects.ts'
import { withNames } from '../inspect/with-names.ts'
import type { ShownTrace } from '../trace/describe-trace.ts'
import { destinationAddress, planTrace, type TraceRequest } from '../trace/plan-trace.ts'
import type { TraceInventory } from '../trace/trace-inventory.ts'
import { walkTrace } from '../trace/walk-trace.ts'
import { labOracle } from './lab-oracle.ts'
import { compareLive } from './live/compare-live.ts'
import { outsideRoute, readOutside } from './outside-world.ts'
import type { LabState } from './state/lab-state.ts'
import { requireLab, withController } from './state/open-lab.ts'

export interface LabTraceOptions {
  readonly lab?: string
  /** Send the packet as well, and compare. */
  readonly live?: boolean
}

/** What would become of a packet in a lab. @throws {Failure} in one line that says what there is instead */
export async function labTrace(
  asked: TraceRequest,
  { lab = 'lab', live: isLive = false }: LabTraceOptions = {},
): Promise<ShownTrace> {
  const request = isLive ? withFreshPort(asked) : asked
  const state = await requireLab(lab)
  const inventory = await readInventory(state)
  const isFromOutside = inventory.outside !== undefined && request.from === inventory.outside.name
  const route = isFromOutside ? await outsideRoute(state, destinationAddress(request, inventory)) : undefined
  const planned = planTrace(request, inventory, route)
  const walked = await walkTrace(planned, inventory, labOracle(state))
  const { result } = walked
  const names = await findNames(lab)
  const live = isLive
    ? await (await import('./live/live-trace.ts')).liveTrace(planned, walked.route, inventory, state)
    : undefined
  const differences = live === undefined ? [] : compareLive(result, walked.route, live)
  return {
    ...withNames({ from: request.from, to: request.to, packet: planned.frame, ...result }, names),
    ...(live !== undefined && { live: { ...live, agrees: differences.length === 0, differences } }),
  }
}

/** A port that no connection of before has: connection tracking would go on as it decided then. */
const withFreshPort = (request: TraceRequest): TraceRequest => ({
  sport: String(randomInt(40_000, 60_000)),
  ...request,
})

async function readInventory(state: LabState): Promise<TraceInventory> {
  const [outside, [ports, subnets]] = await Promise.all([
    readOutside(state),
    withController(state, (client) => Promise.all([client.ports.list(), client.subnets.list()])),
  ])
  return { ...{ lab: state.name, ports, subnets, vms: state.vms }, ...(outside !== undefined && { outside }) }
}

import type { TraceAnswer } from '@netloom/core'
import { Failure } from '../base/failure.ts'
import { askAgent } from '../inspect/ask-agent.ts'
import { findNames } from '../inspect/find-objects.ts'
import { withNames } from '../inspect/with-names.ts'
import { compareLive } from './live/compare-live.ts'
import type { ShownTrace } from '../trace/describe-trace.ts'
import { planTrace, type TraceRequest } from '../trace/plan-trace.ts'
import { walkTrace, type AskHost } from '../trace/walk-trace.ts'
import { inspectionSocket } from './state/lab-state.ts'
import { requireLab, withController } from './state/open-lab.ts'

export interface LabTraceOptions {
  readonly lab?: string
  /** Send the packet as well, and compare. */
  readonly live?: boolean
}

/** What would become of a packet in a lab. @throws {Failure} in one line that says what there is instead */
export async function labTrace(
  request: TraceRequest,
  { lab = 'lab', live: isLive = false }: LabTraceOptions = {},
): Promise<ShownTrace> {
  const state = await requireLab(lab)
  const planned = await withController(state, async (client) => {
    const [ports, subnets] = await Promise.all([client.ports.list(), client.subnets.list()])
    return planTrace(request, { lab, ports, subnets, vms: state.vms })
  })
  const ask: AskHost = async (host, question) => {
    if (!state.hosts.some(({ name }) => name === host))
      throw new Failure(`host ${host}: not in lab ${lab}, so nobody can be asked there; trace between its own hosts`)
    return (await askAgent(inspectionSocket(state, host), 'trace', { question })) as TraceAnswer
  }
  const result = await walkTrace(planned, ask)
  const names = await findNames(lab)
  const live = isLive ? await (await import('./live/live-trace.ts')).liveTrace(planned, state) : undefined
  const differences = live === undefined ? [] : compareLive(result, live)
  return {
    ...withNames({ from: request.from, to: request.to, packet: planned.frame, ...result }, names),
    ...(live !== undefined && { live: { ...live, agrees: differences.length === 0, differences } }),
  }
}

import type { TraceAnswer } from '@netloom/core'
import type { Command } from 'commander'
import { Failure } from '../base/failure.ts'
import { askAgent } from '../inspect/ask-agent.ts'
import { findNames } from '../inspect/find-objects.ts'
import { withNames } from '../inspect/with-names.ts'
import { inspectionSocket } from '../lab/state/lab-state.ts'
import { requireLab, withController } from '../lab/state/open-lab.ts'
import { print } from '../output/print.ts'
import { compareLive } from '../trace/compare-live.ts'
import { describeTrace, type ShownTrace } from '../trace/describe-trace.ts'
import { planTrace, type TraceRequest } from '../trace/plan-trace.ts'
import { walkTrace, type AskHost } from '../trace/walk-trace.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

type TraceOptions = GlobalOptions & TraceRequest & { readonly name: string; readonly live?: boolean }

/** The packet would not arrive. */
const FOUND = 3

export function addTrace(program: Command): void {
  withJson(program.command('trace'))
    .description(
      `what would become of a packet, hop by hop, and who decides; exit status ${String(FOUND)} when it would not arrive`,
    )
    .requiredOption('--from <port>', 'a port or VM, by name, id or address')
    .requiredOption('--to <port|address>', 'a port or VM, or an address')
    .option('--proto <protocol>', 'tcp, udp, sctp, icmp, … or a number; default an ICMP echo')
    .option('--dport <port>', 'destination port')
    .option('--sport <port>', 'source port; default 40000')
    .option('--icmp-type <type>', 'default: an echo request')
    .option('--icmp-code <code>', 'default 0')
    .option('--source <address>', 'as if the port sent from another address')
    .option('--source-mac <mac>', 'as if the port sent from another MAC')
    .option('--live', 'send the packet from VM to VM as well, read what the kernels say, and compare')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (options: TraceOptions) => {
      const shown = await traceInLab(options, options.name, options.live === true)
      print(shown, options.json === true, describeTrace)
      if (shown.verdict !== 'delivered' || shown.live?.agrees === false) process.exitCode = FOUND
    })
}

/** What would become of a packet in a lab. @throws {Failure} in one line that says what there is instead */
export async function traceInLab(request: TraceRequest, lab: string, isLive = false): Promise<ShownTrace> {
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
  const live = isLive ? await (await import('../lab/live/live-trace.ts')).liveTrace(planned, state) : undefined
  const differences = live === undefined ? [] : compareLive(result, live)
  return {
    ...withNames({ from: request.from, to: request.to, packet: planned.frame, ...result }, names),
    ...(live !== undefined && { live: { ...live, agrees: differences.length === 0, differences } }),
  }
}

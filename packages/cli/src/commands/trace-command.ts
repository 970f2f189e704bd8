import type { Command } from 'commander'
import { labTrace } from '../lab/lab-trace.ts'
import { print } from '../output/print.ts'
import { describeTrace } from '../trace/describe-trace.ts'
import type { TraceRequest } from '../trace/plan-trace.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

type TraceOptions = GlobalOptions & TraceRequest & { readonly name: string; readonly live?: boolean }

/** The packet would not arrive. */
const FOUND = 3

export function addTrace(program: Command): void {
  withJson(program.command('trace'))
    .description(
      `what would become of a packet, hop by hop, and who decides; exit status ${String(FOUND)} when it would not arrive`,
    )
    .requiredOption('--from <port>', 'a port or VM, by name, id or address; `outside` for the world beyond the lab')
    .requiredOption(
      '--to <port|address>',
      'a port or VM (by its IPv4 address, if both have one), an address, or `outside`',
    )
    .option('--proto <protocol>', 'tcp, udp, sctp, icmp, … or a number; default an ICMP echo')
    .option('--dport <port>', 'destination port')
    .option('--sport <port>', 'source port; default 40000, with --live one that no connection has')
    .option('--icmp-type <type>', 'default: an echo request')
    .option('--icmp-code <code>', 'default 0')
    .option('--source <address>', 'as if the port sent from another address')
    .option('--source-mac <mac>', 'as if the port sent from another MAC')
    .option(
      '--live',
      'send the packet as well, between VMs and the world outside, read what the kernels say, and compare',
    )
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (options: TraceOptions) => {
      const shown = await labTrace(options, { lab: options.name, live: options.live === true })
      print(shown, options.json === true, describeTrace)
      if (shown.verdict !== 'delivered' || shown.live?.agrees === false) process.exitCode = FOUND
    })
}

import type { ConnectionFilter, HostAccess, InNamespace, OneCommand } from '@netloom/core'
import { NftTransactions } from '../nft/nft-transactions.ts'
import { Connections } from '../conntrack/connections.ts'
import { BatchPipe, type LineResult } from '../pipe/batch-pipe.ts'
import { SysctlPipe } from '../pipe/sysctl-pipe.ts'
import { CommandError } from '../access/command-error.ts'
import { runOnce } from '../access/run-once.ts'
import { batchInside } from './batch-inside.ts'
import { isToldInside } from './told-inside.ts'

/** The kernel of one network namespace, through long-lived tools. They start when first needed, or when told. */
export class KernelAccess implements HostAccess {
  private readonly pipes = new Map<'ip' | 'bridge', BatchPipe>()
  private readonly settings: SysctlPipe
  private readonly transactions: NftTransactions
  private readonly connections: Connections

  constructor(
    readonly name: string,
    /** Absent = the namespace we run in. */
    readonly netns?: string,
    readonly agent?: string,
  ) {
    this.settings = new SysctlPipe(netns)
    this.connections = new Connections(netns)
    this.transactions = new NftTransactions(netns)
  }

  batch(
    tool: 'ip' | 'bridge' | 'sysctl',
    lines: readonly string[],
    { netns }: InNamespace = {},
  ): Promise<readonly LineResult[]> {
    if (netns !== undefined) return batchInside(netns, tool, lines)
    return tool === 'sysctl' ? this.settings.run(lines) : this.pipe(tool).run(lines)
  }

  async json(tool: 'ip' | 'bridge', args: readonly string[]): Promise<unknown> {
    const all = [...(this.netns === undefined ? [] : ['-n', this.netns]), '-j', ...args]
    const printed = await runOnce(tool, all)
    // Nothing to list prints nothing at all.
    if (printed.trim() === '') return []
    try {
      return JSON.parse(printed) as unknown
    } catch (error) {
      throw new CommandError([tool, ...all], 0, `printed no JSON: ${printed.slice(0, 80)}`, { cause: error })
    }
  }

  async run(command: OneCommand): Promise<string> {
    if (await isToldInside(command)) return ''
    const { argv, input, netns = this.netns } = command
    const [tool, ...args] = netns === undefined ? argv : ['nsenter', `--net=/var/run/netns/${netns}`, '--', ...argv]
    return runOnce(tool, args, input)
  }

  nft(transaction: string, where?: InNamespace): Promise<string> {
    return this.transactions.run(transaction, where?.netns)
  }

  forgetConnections(filter: ConnectionFilter, where?: InNamespace): Promise<void> {
    return this.connections.delete(filter, where?.netns)
  }

  /** The pipe of a tool, for who looks after processes. */
  pipe(tool: 'ip' | 'bridge'): BatchPipe {
    const found =
      this.pipes.get(tool) ?? new BatchPipe({ tool, ...(this.netns !== undefined && { netns: this.netns }) })
    this.pipes.set(tool, found)
    return found
  }

  warm(): void {
    for (const tool of ['ip', 'bridge'] as const) this.pipe(tool).warm()
  }

  /** A link was renamed: see {@link BatchPipe.forget}. */
  forgetNames(): void {
    for (const pipe of this.pipes.values()) pipe.forget()
  }

  async close(): Promise<void> {
    await Promise.all([
      ...[...this.pipes.values()].map((pipe) => pipe.close()),
      this.settings.close(),
      this.transactions.close(),
      this.connections.close(),
    ])
  }
}

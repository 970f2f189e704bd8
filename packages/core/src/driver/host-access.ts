import type { ConnectionFilter } from './connection-filter.ts'

/** How device kinds reach one host's kernel. Implemented by `@netloom/dataplane`. */
export interface HostAccess {
  readonly name: string
  /** Network namespace of the host; absent = the one this process runs in. */
  readonly netns?: string | undefined
  /** Whose devices are made and found here, as their marks name it ({@link agentMark}); absent = marks name no agent. */
  readonly agent?: string | undefined
  /**
   * Runs lines in a long-lived batch pipe of `tool`; resolves to one entry per line, undefined = done, text = the error. Lines
   * with the word `netns` are refused: the tool would hold on to that namespace for as long as it lives. See `run`. Nothing is
   * left running in a namespace that `where` names.
   */
  batch(
    tool: 'ip' | 'bridge' | 'sysctl',
    lines: readonly string[],
    where?: InNamespace,
  ): Promise<readonly (string | undefined)[]>
  /** Runs `tool -j …args` once and parses what it prints. @throws {CommandError} */
  json(tool: 'ip' | 'bridge', args: readonly string[]): Promise<unknown>
  /** Runs commands of nftables as one transaction: all or nothing. Returns what they printed. @throws {Error} with what nftables said */
  nft(transaction: string, where?: InNamespace): Promise<string>
  /** Has the kernel forget connections that it tracks: their next packet is judged anew. @throws {Error} when it refuses */
  forgetConnections(filter: ConnectionFilter, where?: InNamespace): Promise<void>
  /** Runs a tool once, to its end, and returns what it printed. @throws {CommandError} */
  run(command: OneCommand): Promise<string>
}

/** Where something is done. */
export interface InNamespace {
  /** A namespace other than the host's own, by its name below `/run/netns`. */
  readonly netns?: string
}

/** One run of a tool that has no batch pipe (`nft -f -`, `dhcp_release`). Arguments, never a shell. */
export interface OneCommand extends InNamespace {
  readonly argv: readonly [tool: string, ...args: string[]]
  /** What it reads on standard input. */
  readonly input?: string
}

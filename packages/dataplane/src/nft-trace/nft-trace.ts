import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import { runOnce } from '../access/run-once.ts'
import { parseTraceLine, type NftTraceStep } from './parse-trace-line.ts'

const NAME = 'netloom-trace'
/** Until the monitor listens: it does not say so. */
const STARTING = 200
/** For what is on its way. */
const LAST = 300

/** What nftables does with some packets in a namespace, in its own words. */
export interface NftTrace {
  /** All that has been said until now. */
  readonly steps: readonly NftTraceStep[]
  /** Ends it, and takes its table away. */
  stop(): Promise<readonly NftTraceStep[]>
}

export interface NftTraceOptions {
  /** Who gets the packets: default a bridge of the namespace; `inet`: the namespace itself, as a router does. */
  readonly family?: 'bridge' | 'inet'
  /** Commands begin with this; default `ip netns exec <netns>`. Namespaces of other mounts are entered by more. */
  readonly enter?: readonly [string, ...string[]]
}

/**
 * Has the kernel say what becomes of frames that the namespace gets and that match one of `matches` (`ip saddr 10.0.0.5`;
 * an empty text is every frame). Before everything else (priority -350), in a table of its own.
 */
export async function startNftTrace(
  netns: string,
  matches: readonly string[],
  { family = 'bridge', enter = ['ip', 'netns', 'exec', netns] }: NftTraceOptions = {},
): Promise<NftTrace> {
  const table = `${family} ${NAME}`
  const rules = matches.map((match) => `add rule ${table} trace ${match} meta nftrace set 1`)
  const lines = [
    `add table ${table}`,
    `delete table ${table}`,
    `add table ${table}`,
    `add chain ${table} trace { type filter hook prerouting priority -350; policy accept; }`,
    ...rules,
  ]
  const steps: NftTraceStep[] = []
  const [command, ...before] = enter
  const child = spawn(command, [...before, 'nft', 'monitor', 'trace'], { stdio: ['ignore', 'pipe', 'inherit'] })
  listen(child, steps)
  await sleep(STARTING)
  const nft = (args: readonly string[], input?: string): Promise<string> =>
    runOnce(command, [...before, 'nft', ...args], input)
  await nft(['-f', '-'], `${lines.join('\n')}\n`).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  return {
    steps,
    stop: async () => {
      await sleep(LAST)
      child.kill('SIGKILL')
      await nft(['delete', 'table', family, NAME]).catch(() => undefined)
      return steps
    },
  }
}

function listen(child: ChildProcessByStdio<null, Readable, null>, steps: NftTraceStep[]): void {
  child.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', (line) => {
    const step = parseTraceLine(line)
    if (step !== undefined && step.table !== NAME) steps.push(step)
  })
}

/** Of a security group, or of a firewall's policy. */
const RULE = /^(?:sg-)?rule (\S+)$/

/** What a packet came to: the rules of security groups and firewalls that it met, and the last word. Pure. */
export interface NftFate {
  readonly verdict: 'accept' | 'drop'
  /** Ids of rules of groups and policies, in the order in which they let it pass. */
  readonly ruleIds: readonly string[]
  /** Where it was dropped. */
  readonly dropped?: NftTraceStep
}

export function nftFate(steps: readonly NftTraceStep[]): NftFate {
  const dropped = steps.find(({ kind, verdict }) => kind !== 'packet' && verdict === 'drop')
  const ruleIds = steps.flatMap(({ comment }) => RULE.exec(comment ?? '')?.[1] ?? [])
  return { verdict: dropped === undefined ? 'accept' : 'drop', ruleIds, ...(dropped !== undefined && { dropped }) }
}

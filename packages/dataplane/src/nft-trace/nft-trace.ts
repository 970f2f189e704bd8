import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import { runInNamespace } from '../namespaces/namespaces.ts'
import { parseTraceLine, type NftTraceStep } from './parse-trace-line.ts'

const TABLE = 'bridge netloom-trace'
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

/**
 * Has the kernel say what becomes of frames that a bridge of the namespace gets and that match one of `matches` (`ip saddr 10.0.0.5`;
 * an empty text is every frame). Before everything else (priority -350), in a table of its own.
 */
export async function startNftTrace(netns: string, matches: readonly string[]): Promise<NftTrace> {
  const rules = matches.map((match) => `add rule ${TABLE} trace ${match} meta nftrace set 1`)
  const lines = [
    `add table ${TABLE}`,
    `delete table ${TABLE}`,
    `add table ${TABLE}`,
    `add chain ${TABLE} trace { type filter hook prerouting priority -350; policy accept; }`,
    ...rules,
  ]
  const steps: NftTraceStep[] = []
  const child = spawn('ip', ['netns', 'exec', netns, 'nft', 'monitor', 'trace'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  listen(child, steps)
  await sleep(STARTING)
  await runInNamespace(netns, ['nft', '-f', '-'], { input: `${lines.join('\n')}\n` })
  return {
    steps,
    stop: async () => {
      await sleep(LAST)
      child.kill('SIGKILL')
      await runInNamespace(netns, ['nft', 'delete', 'table', ...TABLE.split(' ')]).catch(() => undefined)
      return steps
    },
  }
}

function listen(child: ChildProcessByStdio<null, Readable, null>, steps: NftTraceStep[]): void {
  child.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', (line) => {
    const step = parseTraceLine(line)
    if (step !== undefined && !(step.family === 'bridge' && step.table === 'netloom-trace')) steps.push(step)
  })
}

const RULE = /^sg-rule (\S+)$/

/** What a packet came to: the rules of security groups that it met, and the last word. Pure. */
export interface NftFate {
  readonly verdict: 'accept' | 'drop'
  /** Ids of rules of groups, in the order in which they let it pass. */
  readonly ruleIds: readonly string[]
  /** Where it was dropped. */
  readonly dropped?: NftTraceStep
}

export function nftFate(steps: readonly NftTraceStep[]): NftFate {
  const dropped = steps.find(({ kind, verdict }) => kind !== 'packet' && verdict === 'drop')
  const ruleIds = steps.flatMap(({ comment }) => RULE.exec(comment ?? '')?.[1] ?? [])
  return { verdict: dropped === undefined ? 'accept' : 'drop', ruleIds, ...(dropped !== undefined && { dropped }) }
}

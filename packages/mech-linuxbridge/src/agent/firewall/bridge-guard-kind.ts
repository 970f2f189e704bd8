import type { DeviceKind, HostAccess, SpoofCount, Step, StepResult } from '@netloom/core'
import { RulesetCache } from './ruleset-cache.ts'
import { REASONS, counterName, type BridgeGuardState } from './guard-state.ts'
import { TABLE, baseLines, canonicalRule, guardLines, parseRuleset, removalLines } from './ruleset-text.ts'

/**
 * Guards in one table of nftables, `bridge netloom`. Other tables are nobody's business of ours. Listing a table costs as much
 * as it holds, so what is there is remembered between whole reads: no event of a link changes it, and nobody tells who did.
 */
export const bridgeGuardKind = (): DeviceKind<BridgeGuardState> => {
  const memory = new RulesetCache()
  return {
    kind: 'bridge-guard',
    // Before the device joins its bridge.
    order: 25,
    key: ({ device }) => `bridge-guard ${device}`,
    equal: (a, b) => b.hasOldMark !== true && a.owner === b.owner && a.reached && b.reached && text(a) === text(b),
    parents: () => [],
    device: ({ device }) => device,
    commands: () => [],
    describe: ({ op, state }) => [`nft: ${(op === 'remove' ? removalLines(state) : guardLines(state)).join('; ')}`],
    read: async (host, scope) => {
      const remembered = memory.of(scope)
      if (remembered !== undefined) return remembered
      const listed = await list(host)
      memory.replace(listed)
      return listed.filter(({ device }) => scope?.devices?.has(device) ?? true)
    },
    apply: (steps, host) => apply(steps, host, memory),
    spoofs,
  }
}

const text = ({ rules }: BridgeGuardState): string => rules.map(canonicalRule).join('\n')

async function list(host: HostAccess): Promise<readonly BridgeGuardState[]> {
  // No table, no guards.
  return parseRuleset(
    await host.run({ argv: ['nft', '-s', 'list', 'table', ...TABLE.split(' ')] }).catch(noTable),
    host.agent,
  )
}

function noTable(error: unknown): string {
  if (String(error).includes('No such file or directory') && !String(error).includes('command')) return ''
  throw error
}

type GuardStep = Step<BridgeGuardState>

/** A chain keeps the comment that it was made with: one that names no agent is made anew, in the same transaction. */
function linesOf(step: GuardStep, agent: string | undefined): readonly string[] {
  if (step.op === 'remove') return removalLines(step.state)
  const isAnew = step.op === 'replace' && step.actual.hasOldMark === true
  return [...(isAnew ? removalLines(step.state) : []), ...guardLines(step.state, agent)]
}

/** All in one transaction of the kernel; if it refuses, each on its own, so that one does not keep the others out. */
async function apply(
  steps: readonly GuardStep[],
  host: HostAccess,
  memory: RulesetCache,
): Promise<readonly StepResult[]> {
  const lines = steps.map((step) => linesOf(step, host.agent))
  // What all stand on is made anew only where it may be missing: taking a rule out makes the kernel wait for all processors.
  const isNew = memory.isBased && steps.every(({ op }) => op === 'create')
  if (isNew && (await attempt(host, lines.flat())) === undefined) return done(steps, memory)
  if ((await attempt(host, [...baseLines(), ...lines.flat()])) === undefined) return done(steps, memory)
  memory.forget()
  const results: StepResult[] = []
  for (const [index, { key }] of steps.entries()) {
    const error = await attempt(host, [...baseLines(), ...(lines[index] ?? [])])
    results.push(error === undefined ? { key } : { key, error })
  }
  return results
}

function done(steps: readonly GuardStep[], memory: RulesetCache): readonly StepResult[] {
  for (const { op, state } of steps) memory.note(op, state)
  return steps.map(({ key }) => ({ key }))
}

async function attempt(host: HostAccess, lines: readonly string[]): Promise<string | undefined> {
  try {
    await host.run({ argv: ['nft', '-f', '-'], input: `${lines.join('\n')}\n` })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

interface CounterRow {
  readonly counter?: { readonly name: string; readonly packets: number }
}

async function spoofs(host: HostAccess): Promise<readonly SpoofCount[]> {
  const printed = await host
    .run({ argv: ['nft', '-j', 'list', 'counters', 'table', ...TABLE.split(' ')] })
    .catch(noTable)
  if (printed === '') return []
  const rows = (JSON.parse(printed) as { readonly nftables: readonly CounterRow[] }).nftables
  const packets = new Map(
    rows.flatMap(({ counter }) => (counter === undefined ? [] : [[counter.name, counter.packets]])),
  )
  return (await list(host)).flatMap(({ device, owner }) =>
    REASONS.flatMap((reason) => {
      const count = packets.get(counterName(device, reason)) ?? 0
      return count === 0 ? [] : [{ portId: owner.slice('port/'.length), what: reason, packets: count }]
    }),
  )
}

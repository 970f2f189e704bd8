import type { DeviceKind, HostAccess, ReadScope, SpoofCount, Step, StepResult } from '@netloom/core'
import { REASONS, counterName, type BridgeGuardState } from './guard-state.ts'
import { TABLE, baseLines, canonicalRule, guardLines, parseRuleset, removalLines } from './ruleset-text.ts'

/** Guards in one table of nftables, `bridge netloom`. Other tables are nobody's business of ours. */
export const bridgeGuardKind = (): DeviceKind<BridgeGuardState> => ({
  kind: 'bridge-guard',
  // Before the device joins its bridge.
  order: 25,
  key: ({ device }) => `bridge-guard ${device}`,
  equal: (a, b) => a.owner === b.owner && a.reached && b.reached && text(a) === text(b),
  parents: () => [],
  device: ({ device }) => device,
  commands: () => [],
  describe: ({ op, state }) => [`nft: ${(op === 'remove' ? removalLines(state) : guardLines(state)).join('; ')}`],
  read,
  apply,
  spoofs,
})

const text = ({ rules }: BridgeGuardState): string => rules.map(canonicalRule).join('\n')

async function read(host: HostAccess, scope?: ReadScope): Promise<readonly BridgeGuardState[]> {
  // No table, no guards.
  const printed = await host.run({ argv: ['nft', '-s', 'list', 'table', ...TABLE.split(' ')] }).catch(noTable)
  return parseRuleset(printed).filter(({ device }) => scope?.devices?.has(device) ?? true)
}

function noTable(error: unknown): string {
  if (String(error).includes('No such file or directory') && !String(error).includes('command')) return ''
  throw error
}

/** All in one transaction of the kernel; if it refuses, each on its own, so that one does not keep the others out. */
async function apply(steps: readonly Step<BridgeGuardState>[], host: HostAccess): Promise<readonly StepResult[]> {
  const lines = steps.map(({ op, state }) => (op === 'remove' ? removalLines(state) : guardLines(state)))
  if ((await attempt(host, lines.flat())) === undefined) return steps.map(({ key }) => ({ key }))
  const results: StepResult[] = []
  for (const [index, { key }] of steps.entries()) {
    const error = await attempt(host, lines[index] ?? [])
    results.push(error === undefined ? { key } : { key, error })
  }
  return results
}

async function attempt(host: HostAccess, lines: readonly string[]): Promise<string | undefined> {
  try {
    await host.run({ argv: ['nft', '-f', '-'], input: `${[...baseLines(), ...lines].join('\n')}\n` })
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
  return (await read(host)).flatMap(({ device, owner }) =>
    REASONS.flatMap((reason) => {
      const count = packets.get(counterName(device, reason)) ?? 0
      return count === 0 ? [] : [{ portId: owner.slice('port/'.length), what: reason, packets: count }]
    }),
  )
}

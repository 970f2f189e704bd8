import type { DeviceKind, HostAccess, Step, StepResult } from '@netloom/core'
import type { BypassState } from './bypass-state.ts'
import { BYPASS_TABLE, bypassLines, bypassRemovalLines, parseBypasses } from './bypass-text.ts'

/** Bypasses are chains of one table of nftables, `netdev netloom`, each of the name of its device. */
export const proxyBypassKind = (): DeviceKind<BypassState> => ({
  kind: 'proxy-bypass',
  // After both devices, before a port joins the bridge.
  order: 25,
  key: ({ device }) => `proxy-bypass ${device}`,
  equal: (desired, actual) =>
    actual.fault === undefined &&
    desired.owner === actual.owner &&
    desired.to === actual.to &&
    desired.passes === actual.passes,
  parents: () => [],
  // A chain outlives the device it is hooked to, its rules do not outlive the one they lead to: they know it by number. And the
  // device that floods has few events, the one that ports are behind has many.
  device: ({ device, to }) => (to === '' ? device : to),
  commands: () => [],
  describe: ({ op, state }) => [
    `nft: ${(op === 'remove' ? bypassRemovalLines(state) : bypassLines(state)).join('; ')}`,
  ],
  read: async (host, scope) => {
    if (scope?.devices === undefined) return list(host)
    if (![...scope.devices].some((device) => device.startsWith('flood-'))) return []
    const { devices } = scope
    return (await list(host)).filter(({ to, device }) => devices.has(to) || devices.has(device))
  },
  apply,
})

async function list(host: HostAccess): Promise<readonly BypassState[]> {
  const printed = await host.run({ argv: ['nft', '-s', 'list', 'table', ...BYPASS_TABLE.split(' ')] }).catch(noTable)
  return parseBypasses(printed, host.agent)
}

function noTable(error: unknown): string {
  if (String(error).includes('No such file or directory') && !String(error).includes('command')) return ''
  throw error
}

type BypassStep = Step<BypassState>

function linesOf({ op, state, ...step }: BypassStep, agent: string | undefined): readonly string[] {
  if (op === 'remove') return bypassRemovalLines(state)
  // A hook and a comment cannot be changed; in the same transaction, frames meet the one or the other.
  const isAnew = 'actual' in step && step.actual.fault !== undefined
  return [...(isAnew ? bypassRemovalLines(state) : []), ...bypassLines(state, agent)]
}

/** All in one transaction of the kernel; if it refuses, each on its own, so that one does not keep the others out. */
async function apply(steps: readonly BypassStep[], host: HostAccess): Promise<readonly StepResult[]> {
  const lines = steps.map((step) => linesOf(step, host.agent))
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
    await host.run({ argv: ['nft', '-f', '-'], input: `${lines.join('\n')}\n` })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

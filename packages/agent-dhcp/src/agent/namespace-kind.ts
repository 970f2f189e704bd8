import { type DeviceKind, type HostAccess, ownershipMark, type Step, type StepResult } from '@netloom/core'
import { networkOfNamespace } from '../names.ts'
import type { NamespaceState } from '../states.ts'
import { applyEach } from './apply-each.ts'
import { markLine, namespaceNames, otherAgentOf, readNamespaces, staleNames } from './service-namespaces.ts'

/**
 * Namespaces named `qdhcp-<network>`. `foreign` hears which of those that we want are another agent's: nothing may be made in
 * them.
 */
export const namespaceKind = (foreign: Set<string> = new Set()): DeviceKind<NamespaceState> => ({
  kind: 'service-namespace',
  order: 40,
  key: ({ name }) => `service-namespace ${name}`,
  equal: (_desired, actual) => actual.hasOldMark !== true,
  parents: () => [],
  device: ({ name }) => name,
  commands: ({ op, state: { name } }) => [{ tool: 'ip', args: ['netns', op === 'remove' ? 'del' : 'add', name] }],
  describe: ({ op, state: { name } }) =>
    op === 'remove'
      ? [`ip netns del ${name}`]
      : [`ip netns add ${name}`, `ip -n ${name} ${markLine(markOf(name, '…'))}`],
  read: async (host, scope) =>
    (await readNamespaces(host, scope?.devices)).map(({ name, hasOldMark }) => ({
      ...{ kind: 'service-namespace', name },
      ...(hasOldMark && { hasOldMark }),
    })),
  apply: (steps, host) => apply(steps, host, foreign),
})

const markOf = (name: string, agent: string | undefined): string =>
  ownershipMark(agent, `network/${networkOfNamespace(name) ?? ''}`)

/** All in one process: making namespaces in the pipe that acts in the host's own would leave it in the wrong one. */
async function apply(
  steps: readonly Step<NamespaceState>[],
  host: HostAccess,
  foreign: Set<string>,
): Promise<readonly StepResult[]> {
  const before = new Set(await namespaceNames())
  const due = steps.filter(({ op, state: { name } }) => before.has(name) === (op === 'remove'))
  const stale = new Set(await staleNames())
  const failure = await attempt(host, [
    ...steps.flatMap(({ state: { name } }) => (stale.has(name) ? [`netns del ${name}`] : [])),
    ...due.map(({ op, state: { name } }) => `netns ${op === 'remove' ? 'del' : 'add'} ${name}`),
  ])
  const after = new Set(await namespaceNames())
  return applyEach(steps, async ({ op, state: { name } }) => {
    if (after.has(name) !== (op !== 'remove')) throw new Error(failure ?? `ip netns: ${name} did not follow`)
    foreign.delete(name)
    if (op === 'remove') return
    const other = before.has(name) ? await otherAgentOf(host, name) : undefined
    if (other !== undefined) {
      foreign.add(name)
      throw new Error(`namespace ${name} belongs to agent ${other}; take the network from one of the two agents`)
    }
    await host.run({ argv: ['ip', '-n', name, '-batch', '-'], input: `${markLine(markOf(name, host.agent))}\n` })
  })
}

async function attempt(host: HostAccess, lines: readonly string[]): Promise<string | undefined> {
  if (lines.length === 0) return undefined
  try {
    await host.run({ argv: ['ip', '-force', '-batch', '-'], input: `${lines.join('\n')}\n` })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

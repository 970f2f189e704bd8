import { type DeviceKind, type HostAccess, ownershipMark, type Step, type StepResult } from '@netloom/core'
import { InvalidWordError } from '../kinds/argument-words.ts'
import { applyEach } from '../steps/apply-each.ts'
import type { NamespaceState } from './namespace-state.ts'
import { markLine, namespaceNames, otherAgentOf, readNamespaces, staleNames } from './read-namespaces.ts'
import { objectOf, type ServiceNames } from './service-names.ts'
import type { ServiceNamespaces } from './service-namespaces.ts'

/** Namespaces of one service, by their names. Nothing is made in one that is another agent's. */
export const namespaceKind = (namespaces: ServiceNamespaces): DeviceKind<NamespaceState> => ({
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
      : [`ip netns add ${name}`, `ip -n ${name} ${markLine(markOf(namespaces.names, name, '…'))}`],
  read: async (host, scope) =>
    (await readNamespaces(host, namespaces.names, scope?.devices)).map(({ name, hasOldMark }) => ({
      ...{ kind: 'service-namespace', name },
      ...(hasOldMark && { hasOldMark }),
    })),
  apply: (steps, host) => apply(steps, host, namespaces),
})

const markOf = (names: ServiceNames, name: string, agent: string | undefined): string =>
  ownershipMark(agent, objectOf(names, name) ?? name)

/** All in one process: making namespaces in the pipe that acts in the host's own would leave it in the wrong one. */
async function apply(
  steps: readonly Step<NamespaceState>[],
  host: HostAccess,
  namespaces: ServiceNamespaces,
): Promise<readonly StepResult[]> {
  const { names } = namespaces
  const before = new Set(await namespaceNames(names))
  const ours = steps.filter(({ state: { name } }) => objectOf(names, name) !== undefined)
  const due = ours.filter(({ op, state: { name } }) => before.has(name) === (op === 'remove'))
  const stale = new Set(await staleNames(names))
  const failure = await attempt(host, [
    ...ours.flatMap(({ state: { name } }) => (stale.has(name) ? [`netns del ${name}`] : [])),
    ...due.map(({ op, state: { name } }) => `netns ${op === 'remove' ? 'del' : 'add'} ${name}`),
  ])
  const after = new Set(await namespaceNames(names))
  return applyEach(steps, async ({ op, state: { name } }) => {
    if (objectOf(names, name) === undefined)
      throw new InvalidWordError(`${JSON.stringify(name)} is no namespace of this service`)
    if (after.has(name) !== (op !== 'remove')) throw new Error(failure ?? `ip netns: ${name} did not follow`)
    namespaces.markOurs(name)
    if (op === 'remove') return
    const other = before.has(name) ? await otherAgentOf(host, name) : undefined
    if (other !== undefined) {
      namespaces.markForeign(name)
      const [type = 'object'] = (objectOf(names, name) ?? '').split('/')
      throw new Error(`namespace ${name} belongs to agent ${other}; take the ${type} from one of the two agents`)
    }
    await host.run({ argv: ['ip', '-n', name, '-batch', '-'], input: `${markLine(markOf(names, name, host.agent))}\n` })
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

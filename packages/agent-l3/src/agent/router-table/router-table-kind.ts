import type { DeviceKind, Step, StepResult } from '@netloom/core'
import { NamespaceWatch, ownNamespaces, type ServiceNamespaces } from '@netloom/dataplane/service'
import type { RouterElementsState, RouterTableState } from '../../render/states.ts'
import { applyTable } from './apply-table.ts'
import { readTable } from './read-table.ts'
import { chainText } from './rule-comment.ts'
import { elementLines, NO_TABLE, rulesLines, textOf } from './table-lines.ts'

/** Tables of routers: rules, and what stands in their maps. A table that somebody changes is looked at within a third of a second. */
export const routerTableKind = (
  namespaces: ServiceNamespaces,
  watch: NamespaceWatch = new NamespaceWatch(namespaces),
): DeviceKind<RouterTableState> => ({
  kind: 'router-table',
  // In force before any link is there.
  order: 40.3,
  together: true,
  key: (state) => `router-table ${state.namespace} ${state.part === 'rules' ? 'rules' : state.owner}`,
  equal: (a, b) => a.part === b.part && describe(a) === describe(b),
  parents: ({ namespace }) => [`service-namespace ${namespace}`],
  device: ({ namespace }) => namespace,
  commands: () => [],
  describe: (step) => linesOf(step).map((line) => `ip netns exec ${step.state.namespace} nft '${line}'`),
  read: async (host, scope) => {
    const found: RouterTableState[] = []
    for (const namespace of await ownNamespaces(host, namespaces.names, scope?.devices)) {
      // First: what changes from here on is seen.
      await watch.expect(namespace)
      found.push(...(await readTable(host, namespace)))
    }
    return found
  },
  apply: async (steps, host) => {
    const results = new Map<string, StepResult>()
    for (const [namespace, group] of byNamespace(steps)) {
      // What changes now is our own doing.
      watch.forget(namespace)
      for (const result of await applied(group, () => applyTable(group, host, namespace), namespaces))
        results.set(result.key, result)
      await watch.expect(namespace)
    }
    return steps.map(({ key }) => results.get(key) ?? { key, error: 'no router has it' })
  },
  watch: (listener) => watch.start(listener),
})

async function applied(
  steps: readonly Step<RouterTableState>[],
  apply: () => Promise<readonly StepResult[]>,
  namespaces: ServiceNamespaces,
): Promise<readonly StepResult[]> {
  try {
    for (const { op, state } of steps) if (op !== 'remove') namespaces.requireOurs(state.namespace)
    return await apply()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return steps.map(({ key }) => ({ key, error: message }))
  }
}

function byNamespace(steps: readonly Step<RouterTableState>[]): ReadonlyMap<string, Step<RouterTableState>[]> {
  const groups = new Map<string, Step<RouterTableState>[]>()
  for (const step of steps) {
    const group = groups.get(step.state.namespace)
    if (group === undefined) groups.set(step.state.namespace, [step])
    else group.push(step)
  }
  return groups
}

const describe = (state: RouterTableState): string =>
  state.part === 'rules' ? state.chains.map(chainText).sort().join('\n') : state.elements.map(textOf).sort().join('\n')

function linesOf(step: Step<RouterTableState>): readonly string[] {
  if (step.state.part === 'elements') return elementLines([step as Step<RouterElementsState>])
  if (step.op === 'remove') return [NO_TABLE]
  return rulesLines(step.state, undefined, step.op === 'replace' ? step.actual : undefined)
}

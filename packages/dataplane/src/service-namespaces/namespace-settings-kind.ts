import { readFileSync } from 'node:fs'
import type { DeviceKind, HostAccess } from '@netloom/core'
import { insideNamespace } from '../netlink/inside-namespace.ts'
import { openLibc } from '../netlink/libc.ts'
import { applyEach } from '../steps/apply-each.ts'
import type { NamespaceSettingsState } from './namespace-state.ts'
import { readNamespaces } from './read-namespaces.ts'
import type { ServiceNamespaces } from './service-namespaces.ts'

/** Network settings of namespaces of a service. They end with their namespace. */
export const namespaceSettingsKind = (
  namespaces: ServiceNamespaces,
  /** What is read back, in the order in which it is set. */
  names: readonly string[],
): DeviceKind<NamespaceSettingsState> => ({
  kind: 'namespace-settings',
  // In force before any link is there.
  order: 40.6,
  key: ({ namespace }) => `namespace-settings ${namespace}`,
  equal: (a, b) => Object.entries(a.values).every(([name, value]) => b.values[name] === value),
  parents: ({ namespace }) => [`service-namespace ${namespace}`],
  device: ({ namespace }) => namespace,
  commands: ({ op, state }) =>
    op === 'remove' ? [] : linesOf(state).map((line) => ({ tool: 'sysctl', args: [line] }) as const),
  describe: ({ op, state }) =>
    op === 'remove'
      ? [`# the settings of ${state.namespace} go with it`]
      : linesOf(state).map((line) => `ip netns exec ${state.namespace} sysctl -w ${line}`),
  read: async (host, scope) => {
    const found = await readNamespaces(host, namespaces.names, scope?.devices)
    return Promise.all(
      found.map(async ({ name }) => ({
        ...{ kind: 'namespace-settings' as const, namespace: name },
        values: await readSettings(host, name, names),
      })),
    )
  },
  apply: (steps, host) =>
    applyEach(steps, async ({ op, state }) => {
      if (op === 'remove') return
      namespaces.requireOurs(state.namespace)
      const results = await host.batch('sysctl', linesOf(state), { netns: state.namespace })
      const failed = results.find((result) => result !== undefined)
      if (failed !== undefined) throw new Error(failed)
    }),
})

const linesOf = ({ values }: NamespaceSettingsState): readonly string[] =>
  Object.entries(values).map(([name, value]) => `${name}=${String(value)}`)

async function readSettings(
  host: HostAccess,
  netns: string,
  names: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const libc = await openLibc()
  const texts =
    libc === undefined
      ? await byProcess(host, netns, names)
      : insideNamespace(libc, netns, () => names.map((name) => textOf(`/proc/sys/${name}`)))
  return Object.fromEntries(
    names.flatMap((name, at) => (texts[at] === undefined || texts[at] === '' ? [] : [[name, Number(texts[at])]])),
  )
}

/** Those that the kernel does not have are missing. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

async function byProcess(
  host: HostAccess,
  netns: string,
  names: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const script = 'for file; do cat "$file" 2>/dev/null || echo; done'
  const printed = await host.run({
    netns,
    argv: ['sh', '-c', script, 'sh', ...names.map((name) => `/proc/sys/${name}`)],
  })
  return printed.split('\n')
}

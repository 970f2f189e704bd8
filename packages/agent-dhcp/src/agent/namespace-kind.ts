import { readdir } from 'node:fs/promises'
import type { DeviceKind, HostAccess, Step, StepResult } from '@netloom/core'
import { networkOfNamespace } from '../names.ts'
import type { NamespaceState } from '../states.ts'

/** Where `ip netns` keeps them. */
const NAMESPACES = '/var/run/netns'

/** Namespaces named `qdhcp-<network>`. */
export const namespaceKind = (): DeviceKind<NamespaceState> => ({
  kind: 'service-namespace',
  order: 40,
  key: ({ name }) => `service-namespace ${name}`,
  equal: () => true,
  parents: () => [],
  device: ({ name }) => name,
  commands: ({ op, state: { name } }) => [{ tool: 'ip', args: ['netns', op === 'remove' ? 'del' : 'add', name] }],
  read: async (_host, scope) =>
    (await readdir(NAMESPACES).catch(() => []))
      .filter((name) => networkOfNamespace(name) !== undefined && (scope?.devices?.has(name) ?? true))
      .map((name) => ({ kind: 'service-namespace', name })),
  apply,
})

/** All in one process: making namespaces in the pipe that acts in the host's own would leave it in the wrong one. */
async function apply(steps: readonly Step<NamespaceState>[], host: HostAccess): Promise<readonly StepResult[]> {
  const lines = steps.map(({ op, state: { name } }) => `netns ${op === 'remove' ? 'del' : 'add'} ${name}`)
  const failure = await attempt(host, lines)
  if (failure === undefined) return steps.map(({ key }) => ({ key }))
  const there = new Set(await readdir(NAMESPACES).catch(() => []))
  return steps.map(({ op, key, state: { name } }) =>
    there.has(name) === (op !== 'remove') ? { key } : { key, error: failure },
  )
}

async function attempt(host: HostAccess, lines: readonly string[]): Promise<string | undefined> {
  try {
    await host.run({ argv: ['ip', '-force', '-batch', '-'], input: `${lines.join('\n')}\n` })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

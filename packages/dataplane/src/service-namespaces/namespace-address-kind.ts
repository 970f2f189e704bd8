import type { DeviceKind, HostAccess, Step, StepResult } from '@netloom/core'
import type { AddressAnnouncer } from '../announce/address-announcer.ts'
import { deviceWord, InvalidWordError } from '../kinds/argument-words.ts'
import { prefixWord } from './check-port.ts'
import type { NamespaceAddressState } from './namespace-state.ts'
import { readNamespaces } from './read-namespaces.ts'
import { isSingleAddress, pairOf, type ServiceNames } from './service-names.ts'
import type { ServiceNamespaces } from './service-namespaces.ts'

/**
 * Addresses that come and go one by one on a device inside, however many there are. Neighbours hear of those that are new here.
 */
export const namespaceAddressKind = (
  namespaces: ServiceNamespaces,
  announcer?: AddressAnnouncer,
): DeviceKind<NamespaceAddressState> => ({
  kind: 'namespace-address',
  order: 42,
  key: ({ namespace, inner, address }) => `namespace-address ${namespace} ${inner} ${address}`,
  equal: () => true,
  parents: ({ inner }) => [`namespace-port ${pairOf(namespaces.names, inner) ?? inner}`],
  device: ({ inner }) => pairOf(namespaces.names, inner) ?? inner,
  commands: (step) => [{ tool: 'ip', args: lineOf(step).split(' ') }],
  describe: (step) => [`ip -n ${step.state.namespace} ${lineOf(step)}`],
  read: async (host, scope) => {
    const found = await readNamespaces(host, namespaces.names)
    return found.flatMap(({ name, links }) =>
      links.flatMap(({ ifname, address, addr_info }) => {
        const device = pairOf(namespaces.names, ifname)
        if (device === undefined || scope?.devices?.has(device) === false) return []
        return addr_info
          .map(({ local, prefixlen }) => `${local}/${String(prefixlen)}`)
          .filter((one) => isSingleAddress(namespaces.names, ifname, one))
          .map((one) => ({
            ...{ kind: 'namespace-address' as const, namespace: name, inner: ifname, address: one },
            macAddress: address,
          }))
      }),
    )
  },
  apply: (steps, host) => apply(steps, host, namespaces, announcer),
})

const lineOf = ({ op, state: { address, inner } }: Step<NamespaceAddressState>): string =>
  `addr ${op === 'remove' ? 'del' : 'replace'} ${address} dev ${inner}`

async function apply(
  steps: readonly Step<NamespaceAddressState>[],
  host: HostAccess,
  namespaces: ServiceNamespaces,
  announcer: AddressAnnouncer | undefined,
): Promise<readonly StepResult[]> {
  const errors = new Map<string, string>()
  const groups = new Map<string, Step<NamespaceAddressState>[]>()
  for (const step of steps) {
    const { namespace } = step.state
    const refused = refusal(step, namespaces)
    if (refused !== undefined) errors.set(step.key, refused)
    else groups.set(namespace, [...(groups.get(namespace) ?? []), step])
  }
  for (const [netns, group] of groups) {
    for (const { op, state } of group)
      if (op === 'remove') announcer?.withdraw({ namespace: netns, device: state.inner, address: plain(state.address) })
    const results = await host.batch('ip', group.map(lineOf), { netns })
    group.forEach(({ key, op }, at) => {
      const error = results[at]
      if (error !== undefined && !(op === 'remove' && isGone(error))) errors.set(key, error)
    })
    const added = group.filter(({ key, op }) => op !== 'remove' && !errors.has(key))
    announcer?.announce(
      added.map(({ state: { namespace, inner, address, macAddress } }) => ({
        ...{ namespace, device: inner, macAddress, address: plain(address) },
      })),
    )
  }
  return steps.map(({ key }) => {
    const error = errors.get(key)
    return error === undefined ? { key } : { key, error }
  })
}

const plain = (address: string): string => address.split('/')[0] ?? ''

const isGone = (error: string): boolean =>
  /Cannot find device|Cannot assign|EADDRNOTAVAIL|ENOENT|No such file/.test(error)

function refusal({ op, state }: Step<NamespaceAddressState>, namespaces: ServiceNamespaces): string | undefined {
  try {
    check(state, namespaces.names)
    if (op !== 'remove') namespaces.requireOurs(state.namespace)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function check({ inner, address }: NamespaceAddressState, names: ServiceNames): void {
  deviceWord(inner)
  prefixWord(address)
  if (!isSingleAddress(names, inner, address))
    throw new InvalidWordError(`${address} of ${inner} is no address of its own`)
}

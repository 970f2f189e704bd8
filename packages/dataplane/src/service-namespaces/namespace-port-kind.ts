import type { DeviceKind } from '@netloom/core'
import type { AddressAnnouncer } from '../announce/address-announcer.ts'
import { applyPorts } from './apply-ports.ts'
import type { NamespacePortState } from './namespace-state.ts'
import { changeLines, innerLines, isChange, madeLines } from './port-lines.ts'
import { readPorts } from './read-ports.ts'
import type { ServiceNamespaces } from './service-namespaces.ts'

/**
 * Pairs with one end in a namespace of the service. Neighbours hear of addresses that were not here before, where somebody announces
 * them.
 */
export const namespacePortKind = (
  namespaces: ServiceNamespaces,
  announcer?: AddressAnnouncer,
): DeviceKind<NamespacePortState> => ({
  kind: 'namespace-port',
  order: 41,
  key: ({ device }) => `namespace-port ${device}`,
  equal: (a, b) =>
    b.hasOldMark !== true &&
    a.namespace === b.namespace &&
    a.inner === b.inner &&
    a.macAddress === b.macAddress &&
    a.mtu === b.mtu &&
    !(a.movable !== undefined && b.isDown === true) &&
    possible(a.addresses, b).join(' ') === settled(a, b).join(' '),
  // None: a namespace that somebody has open lives on without its name, and keeps its pair. The pair goes first.
  parents: () => [],
  device: ({ device }) => device,
  commands: ({ op, state }) =>
    op === 'remove'
      ? [{ tool: 'ip', args: ['link', 'del', 'dev', state.device] }]
      : [`link add name ${state.device} type veth peer name ${state.inner}`, ...innerLines(state)].map((line) => ({
          tool: 'ip',
          args: line.split(' '),
        })),
  describe: (step) =>
    step.op === 'remove'
      ? [`ip link del dev ${step.state.device}`]
      : isChange(step)
        ? changeLines(step).map((line) => `ip -n ${step.state.namespace} ${line}`)
        : madeLines(step.state),
  read: (host, scope) => readPorts(namespaces, host, scope),
  apply: (steps, host) => applyPorts(steps, host, namespaces, announcer),
})

/** What is there and is not another program's to move. */
const settled = ({ movable = [] }: NamespacePortState, { addresses }: NamespacePortState): readonly string[] =>
  addresses.filter((address) => !movable.includes(address))

const possible = (addresses: readonly string[], { withoutIpv6 }: NamespacePortState): readonly string[] =>
  withoutIpv6 === true ? addresses.filter((address) => !address.includes(':')) : addresses

import { type DeviceKind, type DeviceState } from '@netloom/core'
import { readLinks } from '@netloom/dataplane'

/**
 * A bridge asks the tables of IP for each frame. By attributes of its own: the sysctls `bridge-nf-call-…` are the whole host's,
 * and whoever switches them off for his own sake would open all ports.
 */
export interface BridgeCallState extends DeviceState {
  readonly kind: 'bridge-call'
  readonly bridge: string
}

const ATTRIBUTES = ['nf_call_iptables', 'nf_call_ip6tables'] as const

/** Only where a port has groups: with these attributes foreign chains of the host see the frames, too. */
export const bridgeCallKind = (): DeviceKind<BridgeCallState> => {
  /** Bridges that operators made bear no mark: those that were asked for in this life. */
  const asked = new Set<string>()
  return {
    kind: 'bridge-call',
    // After the bridge, before any port joins it.
    order: 15,
    guards: () => true,
    key: ({ bridge }) => `bridge-call ${bridge}`,
    equal: () => true,
    parents: ({ bridge }) => [`bridge ${bridge}`],
    commands: ({ op, state: { bridge } }) => {
      if (op === 'remove') asked.delete(bridge)
      else asked.add(bridge)
      const value = op === 'remove' ? '0' : '1'
      const args = ['link', 'set', 'dev', bridge, 'type', 'bridge', ...ATTRIBUTES.flatMap((name) => [name, value])]
      return [{ tool: 'ip', args, ...(op === 'remove' && { tolerate: /Cannot find device/ }) }]
    },
    read: async (host, scope) =>
      (await readLinks(host, scope)).flatMap(({ name, type, mark, data }): readonly BridgeCallState[] => {
        if (type !== 'bridge' || (mark === undefined && !asked.has(name))) return []
        return ATTRIBUTES.every((attribute) => data?.[attribute] === 1) ? [{ kind: 'bridge-call', bridge: name }] : []
      }),
  }
}

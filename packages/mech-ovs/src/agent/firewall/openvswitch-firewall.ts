import type { FirewallRenderer, Rendered } from '@netloom/core'
import { groupRenderer, isGuarded, portGroups } from '@netloom/core/firewall'
import { cookieOf } from '../openflow/flow-cookie.ts'
import { tapName } from '../render/render-attachment.ts'
import type { OvsFlowState } from '../states/ovs-flow-state.ts'
import { allowedSenders } from './guards/allowed-senders.ts'
import { GuardFlows } from './guards/guard-flow.ts'
import { renderFilter } from './groups/render-filter.ts'
import { isolated, renderFilteredPort, renderFreePort } from './groups/render-port.ts'
import { renderRemote, renderRule } from './groups/render-rule.ts'
import { renderGuards } from './guards/render-guards.ts'

export interface OpenvswitchFirewallOptions {
  /** Default: `br-int`. */
  readonly integrationBridge?: string
  /** Ethertypes that pass whatever is in them. Neutron: `permitted_ethertypes`. */
  readonly permittedEthertypes?: readonly number[]
  /** Ports of the integration bridge towards tunnels and physical networks (`patch-tun`, `int-br-ex`). Default: none. */
  readonly uplinks?: readonly string[]
}

/** Port security and security groups as flows of the integration bridge (Neutron: `firewall_driver = openvswitch`). */
export function openvswitchFirewall(options: OpenvswitchFirewallOptions = {}): FirewallRenderer {
  const { integrationBridge: bridge = 'br-int', permittedEthertypes = [], uplinks = [] } = options
  return {
    name: 'openvswitch',
    permittedEthertypes,
    base: () => renderFilter(bridge, uplinks, permittedEthertypes),
    port: (port) => {
      if (!isGuarded(port)) return []
      const senders = allowedSenders(port)
      const guards = renderGuards(new GuardFlows(bridge, tapName(port.id)), senders, permittedEthertypes)
      const groups = portGroups(port)
      return [...distinct(guards), ...(groups === undefined ? [] : renderFilteredPort(bridge, port, senders, groups))]
    },
    attachment: (port, _network, own) =>
      portGroups(port) === undefined ? [renderFreePort(bridge, port), ...own] : own.map(isolated),
    // Flows of rules and addresses belong to their group, whatever ports are in it.
    groups: groupRenderer({
      rule: (groupId, rule) => renderRule(bridge, groupId, rule),
      addresses: (groupId, addresses) => renderRemote(bridge, groupId, addresses),
    }),
  }
}

/** An address may be a port's own and in a pair, too. */
function distinct(rendered: readonly Rendered[]): readonly Rendered[] {
  const byCookie = new Map<bigint, Rendered>()
  for (const one of rendered) {
    const cookie = cookieOf('flow', one.state as OvsFlowState)
    if (!byCookie.has(cookie)) byCookie.set(cookie, one)
  }
  return [...byCookie.values()]
}

import type { FirewallRenderer, Rendered } from '@netloom/core'
import type { PortItem } from '@netloom/core/wire'
import { cookieOf } from '../openflow/flow-cookie.ts'
import { tapName } from '../render/render-attachment.ts'
import type { OvsFlowState } from '../states/ovs-flow-state.ts'
import { allowedSenders } from './allowed-senders.ts'
import { GuardFlows } from './guard-flow.ts'
import { renderGuards } from './render-guards.ts'

export interface OpenvswitchFirewallOptions {
  /** Default: `br-int`. */
  readonly integrationBridge?: string
  /** Ethertypes that pass whatever is in them. Neutron: `permitted_ethertypes`. */
  readonly permittedEthertypes?: readonly number[]
}

/** Port security as flows of the integration bridge (Neutron: `firewall_driver = openvswitch`, without groups). */
export function openvswitchFirewall(options: OpenvswitchFirewallOptions = {}): FirewallRenderer {
  const { integrationBridge = 'br-int', permittedEthertypes = [] } = options
  return {
    name: 'openvswitch',
    port: (port) =>
      isTrusted(port)
        ? []
        : distinct(
            renderGuards(
              new GuardFlows(integrationBridge, tapName(port.id)),
              allowedSenders(port),
              permittedEthertypes,
            ),
          ),
  }
}

const isTrusted = ({ portSecurityEnabled, deviceOwner }: PortItem): boolean =>
  !portSecurityEnabled || deviceOwner.startsWith('network:')

/** An address may be a port's own and in a pair, too. */
function distinct(rendered: readonly Rendered[]): readonly Rendered[] {
  const byCookie = new Map<bigint, Rendered>()
  for (const one of rendered) {
    const cookie = cookieOf('flow', one.state as OvsFlowState)
    if (!byCookie.has(cookie)) byCookie.set(cookie, one)
  }
  return [...byCookie.values()]
}

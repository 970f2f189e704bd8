import type {
  AgentConfigurations,
  BindingContext,
  BindingDecision,
  Logger,
  MechanismDriver,
  Segment,
} from '@netloom/core'
import { bindByAgent } from '@netloom/core/kit'
import type { ParsedLinuxBridgeOptions } from './linux-bridge-options.ts'

export const LINUX_BRIDGE = 'linuxbridge'
export const LINUX_BRIDGE_AGENT = 'Linux bridge agent'

/** Binds ports to hosts whose Linux bridge agent is alive and can carry one of their network's segments. */
export class LinuxBridgeDriver implements MechanismDriver {
  readonly name: string = LINUX_BRIDGE
  readonly agentType: string = LINUX_BRIDGE_AGENT
  readonly connectivity = 'l2'
  readonly supportedVnicTypes: readonly string[] = ['normal']
  readonly #vifDetails: Readonly<Record<string, unknown>>

  constructor(
    options: ParsedLinuxBridgeOptions,
    private readonly logger: Logger,
  ) {
    this.#vifDetails = Object.freeze({ connectivity: this.connectivity, port_filter: options.portFilter })
  }

  bindPort(context: BindingContext): BindingDecision | undefined {
    const binding = { agentType: this.agentType, vifType: 'bridge', vifDetails: this.#vifDetails, obstacle }
    const decision = bindByAgent(context, binding, (reason) => {
      this.logger.debug({ port: context.current.id, driver: this.name }, reason)
    })
    if (decision !== undefined && this.isBlackHole(context)) {
      this.logger.warn(
        { port: context.current.id, host: context.host },
        'other hosts cannot reach the allowed address pairs of this port: their proxies answer for fixed addresses only and swallow the rest, and nothing leads it past them; set [vxlan] arp_responder_mode = auto',
      )
    }
    return decision
  }

  /** Neutron switched its responder off by default for this reason (LP 1445089). */
  private isBlackHole(context: BindingContext): boolean {
    if (context.current.allowedAddressPairs.length === 0) return false
    return context
      .hostAgents(this.agentType)
      .some(
        ({ configurations }) =>
          configurations['arpResponderMode'] === 'proxy' && configurations['arpResponderBypass'] !== true,
      )
  }
}

/** An operator's bridge carries frames as they are: through it, networks of several VLANs would be one. */
function obstacle(
  { interfaceMappings = {} }: AgentConfigurations,
  { networkType, physicalNetwork }: Segment,
): string | undefined {
  if (networkType !== 'vlan' || physicalNetwork === null || Object.hasOwn(interfaceMappings, physicalNetwork)) {
    return undefined
  }
  return `physical network ${physicalNetwork} has a bridge only, and VLANs need an interface: set [linux_bridge] physical_interface_mappings`
}

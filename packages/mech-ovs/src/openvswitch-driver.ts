import type { BindingContext, BindingDecision, Logger, MechanismDriver } from '@netloom/core'
import { bindByAgent } from '@netloom/core/kit'
import { VNIC_TYPES, type ParsedOpenvswitchOptions } from './openvswitch-options.ts'

export const OPENVSWITCH = 'openvswitch'
export const OPENVSWITCH_AGENT = 'Open vSwitch agent'

/** Binds ports to hosts whose Open vSwitch agent is alive and can carry one of their network's segments. */
export class OpenvswitchDriver implements MechanismDriver {
  readonly name: string = OPENVSWITCH
  readonly agentType: string = OPENVSWITCH_AGENT
  readonly connectivity = 'l2'
  readonly supportedVnicTypes: readonly string[]

  constructor(
    private readonly options: ParsedOpenvswitchOptions,
    private readonly logger: Logger,
  ) {
    this.supportedVnicTypes = VNIC_TYPES.filter((type) => !options.prohibitedVnicTypes.includes(type))
  }

  bindPort(context: BindingContext): BindingDecision | undefined {
    const binding = { agentType: this.agentType, vifType: 'ovs', vifDetails: this.vifDetails(context) }
    return bindByAgent(context, binding, (reason) => {
      this.logger.debug({ port: context.current.id, driver: this.name }, reason)
    })
  }

  /** What a hypervisor must know to plug the port: the bridge, as the host's agent tells it. */
  private vifDetails(context: BindingContext): Readonly<Record<string, unknown>> {
    const agent = context.hostAgents(this.agentType).find(({ alive }) => alive)
    const bridge = agent?.configurations['integrationBridge']
    const datapath = agent?.configurations['datapathType']
    return {
      connectivity: this.connectivity,
      port_filter: this.options.portFilter,
      ovs_hybrid_plug: false,
      bridge_name: typeof bridge === 'string' ? bridge : 'br-int',
      datapath_type: typeof datapath === 'string' ? datapath : 'system',
    }
  }
}

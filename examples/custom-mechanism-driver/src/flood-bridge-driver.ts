import type { BindingContext, BindingDecision, Logger, MechanismDriver } from '@netloom/core'
import { bindByAgent } from '@netloom/core/kit'

export const FLOOD_BRIDGE = 'floodbridge'
export const FLOOD_BRIDGE_AGENT = 'Flood bridge agent'

/** In the controller: binds ports to hosts whose agent is alive and carries one of the network's segments. */
export class FloodBridgeDriver implements MechanismDriver {
  readonly name: string = FLOOD_BRIDGE
  readonly agentType: string = FLOOD_BRIDGE_AGENT
  readonly connectivity = 'l2'
  readonly supportedVnicTypes: readonly string[] = ['normal']

  constructor(private readonly logger: Logger) {}

  bindPort(context: BindingContext): BindingDecision | undefined {
    // `port_filter` would promise the cloud that the host guards the port.
    const vifDetails = { connectivity: this.connectivity, port_filter: false }
    return bindByAgent(context, { agentType: this.agentType, vifType: 'bridge', vifDetails }, (reason) => {
      this.logger.debug({ port: context.current.id, driver: this.name }, reason)
    })
  }
}

import {
  bindByAgent,
  type BindingContext,
  type BindingDecision,
  type Logger,
  type MechanismDriver,
} from '@netloom/core'
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
    const binding = { agentType: this.agentType, vifType: 'bridge', vifDetails: this.#vifDetails }
    return bindByAgent(context, binding, (reason) => {
      this.logger.debug({ port: context.current.id, driver: this.name }, reason)
    })
  }
}

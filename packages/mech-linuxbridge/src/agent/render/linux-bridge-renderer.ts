import type { AgentConfigurations, DeviceKind, Rendered, SwitchRenderer } from '@netloom/core'
import type { MemberItem, NetworkItem, PopulationItem, PortItem } from '@netloom/core/wire'
import { LINUX_BRIDGE, LINUX_BRIDGE_AGENT } from '../../linux-bridge-driver.ts'
import { tapName } from '../devices/device-names.ts'
import { parseRendererOptions } from '../options/parse-renderer-options.ts'
import { renderAttachment } from './render-attachment.ts'
import { renderNetwork } from './render-network.ts'
import { renderMember, renderPopulation } from './render-population.ts'
import { goesPast } from '../responder/goes-past.ts'
import { proxyBypassKind } from '../responder/bypass-kind.ts'
import { responderWarning } from './responder-warning.ts'
import type { LinuxBridgeRendererOptions, RendererSettings } from '../options/renderer-options.ts'

/** What a host with Linux bridges must have. @throws {ConfigurationError} naming every bad option */
export function linuxBridgeRenderer(options: LinuxBridgeRendererOptions = {}): SwitchRenderer {
  return new LinuxBridgeRenderer(parseRendererOptions(options))
}

class LinuxBridgeRenderer implements SwitchRenderer {
  readonly mechanism: string = LINUX_BRIDGE
  readonly agentType: string = LINUX_BRIDGE_AGENT
  readonly binary: string = 'netloom-linuxbridge-agent'
  readonly configurations: AgentConfigurations
  readonly kinds: readonly DeviceKind[]

  constructor(private readonly settings: RendererSettings) {
    this.configurations = configurationsOf(settings)
    // Whatever the mode: the one before may have left some.
    this.kinds = settings.bypass ? [proxyBypassKind()] : []
  }

  deviceName(portId: string): string {
    return tapName(portId)
  }

  network(network: NetworkItem): readonly Rendered[] {
    return renderNetwork(network, this.settings)
  }

  warning(network: NetworkItem): string | undefined {
    return responderWarning(network, this.settings)
  }

  attachment(port: PortItem, network: NetworkItem): readonly Rendered[] {
    return renderAttachment(port, network, this.settings)
  }

  member(member: MemberItem, network: NetworkItem): readonly Rendered[] {
    return renderMember(member, network, this.settings)
  }

  population(entry: PopulationItem, network: NetworkItem): readonly Rendered[] {
    return renderPopulation(entry, network, this.settings)
  }
}

function configurationsOf(settings: RendererSettings): AgentConfigurations {
  const { tunnel, l2Population, arpResponder, bridgeMappings, physicalInterfaceMappings, vxlanGroup, multicastRanges } =
    settings
  // A host that could not send broadcast anywhere must not be chosen for tunnelled networks.
  const canTunnel = tunnel !== undefined && (l2Population || vxlanGroup !== null || multicastRanges.length > 0)
  return Object.freeze({
    ...(tunnel !== undefined && { tunnelingIp: tunnel.localIp }),
    // Neutron's agents do not say; one that cannot make VLAN devices must not be chosen for them.
    ...(!settings.vlan && { plainTypes: ['local', 'flat'] }),
    tunnelTypes: canTunnel ? ['vxlan'] : [],
    bridgeMappings,
    interfaceMappings: physicalInterfaceMappings,
    l2Population,
    arpResponderEnabled: arpResponder !== 'off',
    arpResponderMode: arpResponder,
    arpResponderBypass: goesPast(settings),
  })
}

import type { AgentConfigurations, Rendered, SwitchRenderer } from '@netloom/core'
import type { EndpointItem, MemberItem, NetworkItem, PopulationItem, PortItem } from '@netloom/core/wire'
import { OPENVSWITCH, OPENVSWITCH_AGENT } from '../../openvswitch-driver.ts'
import { parseRendererOptions } from '../options/parse-renderer-options.ts'
import type { OpenvswitchRendererOptions, RendererSettings } from '../options/renderer-options.ts'
import { renderAttachment, tapName } from './render-attachment.ts'
import { renderBase } from './render-base.ts'
import { renderEndpoint } from './render-endpoint.ts'
import { renderNetwork } from './render-network.ts'
import { renderMember, renderPopulation } from './render-population.ts'

/** What a host with Open vSwitch must have. @throws {ConfigurationError} naming every bad option */
export function openvswitchRenderer(options: OpenvswitchRendererOptions = {}): SwitchRenderer {
  return new OpenvswitchRenderer(parseRendererOptions(options))
}

class OpenvswitchRenderer implements SwitchRenderer {
  readonly mechanism: string = OPENVSWITCH
  readonly agentType: string = OPENVSWITCH_AGENT
  readonly binary: string = 'netloom-openvswitch-agent'
  readonly configurations: AgentConfigurations
  readonly meshTypes: readonly string[]

  constructor(private readonly settings: RendererSettings) {
    this.configurations = configurationsOf(settings)
    this.meshTypes = settings.l2Population ? [] : (settings.tunnels?.types ?? [])
  }

  deviceName(portId: string): string {
    return tapName(portId)
  }

  base(): readonly Rendered[] {
    return renderBase(this.settings)
  }

  endpoint(endpoint: EndpointItem): readonly Rendered[] {
    return renderEndpoint(endpoint, this.settings)
  }

  network(network: NetworkItem): readonly Rendered[] {
    return renderNetwork(network, this.settings)
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
  const { tunnels, l2Population, arpResponder, bridgeMappings, integrationBridge, datapathType } = settings
  return Object.freeze({
    ...(tunnels !== undefined && { tunnelingIp: tunnels.localIp }),
    tunnelTypes: tunnels?.types ?? [],
    bridgeMappings,
    l2Population,
    arpResponderEnabled: arpResponder,
    integrationBridge,
    datapathType,
  })
}

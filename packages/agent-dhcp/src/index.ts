// The whole public API of @netloom/agent-dhcp: the controller's half, and what is pure of the host's. What touches a host is in
// `@netloom/agent-dhcp/agent`.
export {
  dhcp,
  type DhcpLoadType,
  DhcpNetworkHostedError,
  type DhcpSchedulingService,
  type DhcpServiceOptions,
  InvalidDhcpAgentError,
  NetworkNotHostedByDhcpAgentError,
  servicePackage,
} from './controller/index.ts'
export { METADATA_ADDRESS } from '@netloom/core/kit'
export type { DhcpOptions } from './render/dhcp-options.ts'
export { readDhcpOptions } from './render/read-dhcp-options.ts'
export { renderNetwork } from './render/render-network.ts'
export { innerOf, namespaceOf, tapOf } from './render/names.ts'
export type { DnsmasqState, MetadataProxyState, NamespacePortState, NamespaceState } from './render/states.ts'

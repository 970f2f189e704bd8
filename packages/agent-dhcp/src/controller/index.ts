export { DhcpNetworkHostedError, InvalidDhcpAgentError, NetworkNotHostedByDhcpAgentError } from './dhcp-errors.ts'
export type { DhcpSchedulingService } from './dhcp-scheduling-service.ts'
export { dhcp, servicePackage } from './dhcp-service.ts'
export type { DhcpLoadType, DhcpServiceOptions } from './dhcp-service-options.ts'

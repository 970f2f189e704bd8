/** `@netloom/core/dhcp`: what the controller tells DHCP servers, and what a driver of one is. */
export { dhcpNetworkTopic, dhcpTopic, networkKey, subnetKey } from './feed/topic.ts'
export {
  dhcpAssignmentItemSchema,
  dhcpNetworkItemSchema,
  dhcpPortItemSchema,
  dhcpSubnetItemSchema,
  type DhcpAssignmentItem,
  type DhcpNetworkItem,
  type DhcpPortItem,
  type DhcpSubnetItem,
} from './feed/dhcp-payloads.ts'
export {
  DHCP_AGENT_TYPE,
  DHCP_ENTITY,
  DHCP_PORT_OWNER,
  RESERVED_DHCP_PORT,
  type DhcpDriver,
  type DhcpNetwork,
} from './driver/dhcp-driver.ts'
export type { DhcpSchedulingService } from './ml2/dhcp/dhcp-scheduling-service.ts'
export {
  DhcpNetworkHostedError,
  InvalidDhcpAgentError,
  NetworkNotHostedByDhcpAgentError,
} from './errors/dhcp-errors.ts'
export { dhcpDeviceId } from './driver/dhcp-device-id.ts'
export { findServicePort, isServicePort, type OwnedPort, type ServiceDevice } from './driver/service-port.ts'

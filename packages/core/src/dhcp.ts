export { dhcpDeviceId } from './driver/dhcp-device-id.ts'
export {
  DHCP_AGENT_TYPE,
  DHCP_ENTITY,
  DHCP_NETWORK_KIND,
  DHCP_PORT_OWNER,
  type DhcpDriver,
  type DhcpNetwork,
  RESERVED_DHCP_PORT,
} from './driver/dhcp-driver.ts'
export { findServicePort, isServicePort, type OwnedPort, type ServiceDevice } from './driver/service-port.ts'
export {
  DhcpNetworkHostedError,
  InvalidDhcpAgentError,
  NetworkNotHostedByDhcpAgentError,
} from './errors/dhcp-errors.ts'
export {
  type DhcpAssignmentItem,
  dhcpAssignmentItemSchema,
  type DhcpNetworkItem,
  dhcpNetworkItemSchema,
  type DhcpPortItem,
  dhcpPortItemSchema,
  type DhcpSubnetItem,
  dhcpSubnetItemSchema,
} from './feed/dhcp-payloads.ts'

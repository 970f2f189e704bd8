export { dhcpDeviceId } from './dhcp/dhcp-device-id.ts'
export {
  DHCP_AGENT_TYPE,
  DHCP_ENTITY,
  DHCP_NETWORK_KIND,
  DHCP_PORT_OWNER,
  type DhcpDriver,
  type DhcpNetwork,
  RESERVED_DHCP_PORT,
} from './dhcp/dhcp-driver.ts'
export type { DhcpAssignmentItem, DhcpNetworkItem, DhcpPortItem, DhcpSubnetItem } from './dhcp/dhcp-items.ts'
export { dhcpNetworkTopic, dhcpTopic } from './dhcp/dhcp-topics.ts'
export { findServicePort, isServicePort, type OwnedPort, type ServiceDevice } from './driver/service-port.ts'

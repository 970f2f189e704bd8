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
export { dhcpDeviceId } from './driver/dhcp-device-id.ts'

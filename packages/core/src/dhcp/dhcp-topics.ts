import type { Topic } from '../feed/topic.ts'

/** Networks that the DHCP agent of a host serves: item keys `network/<id>`, bodies {@link DhcpAssignmentItem}. */
export const dhcpTopic = (host: string): Topic => `dhcp/${host}`
/**
 * What the DHCP servers of one network need; there is one only while an agent serves it. `network` ({@link DhcpNetworkItem}),
 * `subnet/<id>` ({@link DhcpSubnetItem}), `port/<id>` ({@link DhcpPortItem}).
 */
export const dhcpNetworkTopic = (networkId: string): Topic => `dhcp-network/${networkId}`

import type { PayloadSchema } from '@netloom/core'
import {
  dhcpAssignmentItemSchema,
  dhcpNetworkItemSchema,
  dhcpPortItemSchema,
  dhcpSubnetItemSchema,
} from '@netloom/core/dhcp'
import { NETWORK_KEY, type Topic } from '@netloom/core/wire'

/** Items that a DHCP agent follows. */
export function dhcpPayload(topic: Topic, key: string): PayloadSchema | undefined {
  if (topic.startsWith('dhcp/')) return key.startsWith('network/') ? dhcpAssignmentItemSchema : undefined
  if (!topic.startsWith('dhcp-network/')) return undefined
  if (key === NETWORK_KEY) return dhcpNetworkItemSchema
  if (key.startsWith('subnet/')) return dhcpSubnetItemSchema
  return key.startsWith('port/') ? dhcpPortItemSchema : undefined
}

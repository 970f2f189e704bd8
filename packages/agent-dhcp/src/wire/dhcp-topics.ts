import type { ServiceTopics } from '@netloom/core'
import { DHCP_NETWORK_KIND } from '@netloom/core/dhcp'
import { whoHasIt } from '@netloom/core/kit'
import { NETWORK_KEY } from '@netloom/core/wire'
import {
  dhcpAssignmentItemSchema,
  dhcpNetworkItemSchema,
  dhcpPortItemSchema,
  dhcpSubnetItemSchema,
} from './dhcp-schemas.ts'

/** `dhcp/<host>`: networks that the agent of a host serves. `dhcp-network/<id>`: all that its servers need to know of a network. */
export const DHCP_TOPICS: ServiceTopics = {
  dhcp: { payloads: { 'network/': dhcpAssignmentItemSchema } },
  'dhcp-network': {
    payloads: {
      [NETWORK_KEY]: dhcpNetworkItemSchema,
      'subnet/': dhcpSubnetItemSchema,
      'port/': dhcpPortItemSchema,
    },
    mayWatch: whoHasIt(DHCP_NETWORK_KIND),
  },
}

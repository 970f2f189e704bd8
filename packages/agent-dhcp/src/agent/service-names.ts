import { METADATA_ADDRESS, METADATA_ADDRESS_6 } from '@netloom/core/kit'
import type { ServiceNames } from '@netloom/dataplane/service'

/** What is the DHCP agent's on a host, by its name; see `render/names.ts`. */
export const SERVICE_NAMES: ServiceNames = {
  namespaces: { 'qdhcp-': 'network' },
  pairs: { 'ns-': 'tap' },
  linkAddresses: [METADATA_ADDRESS, METADATA_ADDRESS_6],
}

import { METADATA_ADDRESS_6 } from '@netloom/core/kit'
import type { ServiceNames } from '@netloom/dataplane/service'

/** What is the L3 agent's on a host, by its name; see `render/names.ts`. */
export const SERVICE_NAMES: ServiceNames = {
  namespaces: { 'qrouter-': 'router' },
  pairs: { 'qr-': 'tap', 'qg-': 'tap', 'ha-': 'tap' },
  linkAddresses: [METADATA_ADDRESS_6],
  // Floating IPs: they come and go one by one.
  singleAddresses: ['qg-'],
}

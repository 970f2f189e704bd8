import type { ServiceNames } from '@netloom/dataplane/service'

/** What is the L3 agent's on a host, by its name; see `render/names.ts`. */
export const SERVICE_NAMES: ServiceNames = {
  namespaces: { 'qrouter-': 'router' },
  pairs: { 'qr-': 'tap', 'qg-': 'tap' },
  // Floating IPs: they come and go one by one.
  singleAddresses: ['qg-'],
}

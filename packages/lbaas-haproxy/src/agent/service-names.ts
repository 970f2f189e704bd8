import type { ServiceNames } from '@netloom/dataplane/service'

/** What is the driver's on a host, by its name; see `render/names.ts`. */
export const SERVICE_NAMES: ServiceNames = {
  namespaces: { 'qlbaas-': 'loadbalancer' },
  pairs: { 'vip-': 'tap' },
}

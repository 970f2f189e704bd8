import type { ServiceApi } from '@netloom/api'

/** What load balancing adds to the REST API. */
export const serviceApi: ServiceApi = { service: 'lbaasv2', resources: [] }

import type {
  ApiNetwork,
  ApiNetworkRequest,
  ApiPort,
  ApiPortRequest,
  ApiSubnet,
  ApiSubnetRequest,
} from './neutron-types.ts'
import { ApiResource } from './api-resource.ts'
import { ApiTransport, type ApiEndpoint } from './api-transport.ts'

/** As much of Neutron's API as a lab needs. */
export interface ApiClient {
  readonly networks: ApiResource<ApiNetwork, ApiNetworkRequest>
  readonly subnets: ApiResource<ApiSubnet, ApiSubnetRequest>
  readonly ports: ApiResource<ApiPort, ApiPortRequest>
  /** Whether anybody answers, and is a Neutron API. @throws {Failure} */
  ping(): Promise<void>
  close(): void
}

/** Opens no connection yet. */
export function apiClient(endpoint: ApiEndpoint): ApiClient {
  const transport = new ApiTransport(endpoint)
  return {
    networks: new ApiResource(transport, 'network'),
    subnets: new ApiResource(transport, 'subnet'),
    ports: new ApiResource(transport, 'port'),
    ping: async () => {
      await transport.send('GET', '/v2.0/')
    },
    close: () => {
      transport.close()
    },
  }
}

import type { ApiClient } from '../../api/api-client.ts'
import type { ApiNetwork } from '../../api/neutron-types.ts'
import { Failure } from '../../base/failure.ts'

/** @throws {Failure} naming who wants it */
export async function requireNetwork(client: ApiClient, name: string, wantedBy: string): Promise<ApiNetwork> {
  const [network] = await client.networks.list({ name })
  if (network === undefined) throw new Failure(`${wantedBy}: there is no network "${name}"`, 'usage')
  return network
}

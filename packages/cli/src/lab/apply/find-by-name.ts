import type { ApiClient } from '../../api/api-client.ts'
import type { ApiNetwork } from '../../api/neutron-types.ts'
import { Failure } from '../../base/failure.ts'

/** @throws {Failure} naming who wants it */
export async function requireNetwork(client: ApiClient, name: string, wantedBy: string): Promise<ApiNetwork> {
  const network = onlyOne('network', name, await client.networks.list({ name }))
  if (network === undefined) throw new Failure(`${wantedBy}: there is no network "${name}"`, 'usage')
  return network
}

/** Names are no keys in the API: which of several is meant nobody can say. @throws {Failure} when there are several */
export function onlyOne<T extends { readonly id: string }>(
  what: string,
  name: string,
  found: readonly T[],
): T | undefined {
  if (found.length < 2) return found[0]
  const ids = found.map(({ id }) => id).sort()
  throw new Failure(
    `${what} "${name}": ${String(found.length)} are called so (${ids.join(', ')}); rename or delete all but one`,
    'usage',
  )
}

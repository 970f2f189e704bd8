import type { Network } from '@netloom/core'
import type { ControlClient } from '../../control/control-client.ts'
import { Failure } from '../../failure.ts'

/** @throws {Failure} naming who wants it */
export async function requireNetwork(client: ControlClient, name: string, wantedBy: string): Promise<Network> {
  const [network] = await client.networks.list({ name })
  if (network === undefined) throw new Failure(`${wantedBy}: there is no network "${name}"`, 'usage')
  return network
}

import type { Explanation } from '@netloom/agent-runtime'
import type { ApiClient } from '../api/api-client.ts'
import type { ApiPort } from '../api/neutron-types.ts'
import { askAgent } from '../inspect/ask-agent.ts'
import type { FoundAgent } from '../inspect/find-agents.ts'
import type { ChosenAddresses } from './choose-addresses.ts'
import { findMentions, type Mention } from './find-mentions.ts'

/** What `netloom port set-ip` does, or would do. */
export interface AddressChange {
  readonly port: Pick<ApiPort, 'id' | 'name' | 'mac_address' | 'network_id'> & { readonly host: string }
  /** Absent for a port that gets its first address of an IP version. */
  readonly from?: string
  readonly to: string
  /** What agents have of the old address, and will have of the new one. */
  readonly agents: readonly { readonly agent: string; readonly changes: readonly Mention[] }[]
}

/** Compares what a port has with what it shall have, and asks `agents` what hangs on that. Changes nothing. */
export async function planAddress(
  port: ApiPort,
  { from, to }: ChosenAddresses,
  agents: readonly FoundAgent[],
): Promise<AddressChange> {
  const { id, name, mac_address, network_id } = port
  const told = from === undefined ? [] : await Promise.all(agents.map((agent) => mentionsOf(agent, port, from, to)))
  return {
    port: { id, name, mac_address, network_id, host: port['binding:host_id'] },
    ...(from !== undefined && { from }),
    to,
    agents: told.filter(({ changes }) => changes.length > 0),
  }
}

/** @throws {RefusedError} when the address is taken or is of no subnet of the network */
export async function setAddress(client: ApiClient, port: ApiPort, chosen: ChosenAddresses): Promise<ApiPort> {
  return client.ports.update(port.id, { fixed_ips: chosen.fixedIps })
}

async function mentionsOf(
  { label, socket }: FoundAgent,
  port: ApiPort,
  from: string,
  to: string,
): Promise<AddressChange['agents'][number]> {
  const objects = [`port/${port.id}`, `network/${port.network_id}`]
  const answers = await Promise.all(objects.map((object) => askAgent(socket, 'explain', object)))
  const explanations = answers.flat() as readonly Explanation[]
  return { agent: label, changes: findMentions(explanations, from, to) }
}

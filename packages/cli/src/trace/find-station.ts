import type { TraceInventory, TracePort } from './trace-inventory.ts'

/** Who answers for an address in a network: a port, the world outside, or nobody. */
export type Station =
  | { readonly kind: 'port'; readonly port: TracePort }
  | { readonly kind: 'outside'; readonly macAddress: string }
  | { readonly kind: 'nobody'; readonly reason: string }

/** Asks all agents beside the switches' which port answers for an address. */
export type AskWho = (networkId: string, address: string) => Promise<string | undefined>

export const isBound = ({ 'binding:host_id': host, 'binding:vif_type': vif }: TracePort): boolean =>
  host !== '' && vif !== 'unbound' && vif !== 'binding_failed'

/** What ARP, or neighbour discovery, would find. */
export async function findStation(
  networkId: string,
  address: string,
  { ports, outside }: TraceInventory,
  askWho: AskWho,
): Promise<Station> {
  const own = ports.filter(
    (one) => one.network_id === networkId && one.fixed_ips.some(({ ip_address }) => ip_address === address),
  )
  const bound = own.find(isBound)
  if (bound !== undefined) return { kind: 'port', port: bound }
  const answering = await askWho(networkId, address)
  const port = answering === undefined ? undefined : ports.find(({ id }) => id === answering)
  if (port !== undefined) return { kind: 'port', port }
  if (outside?.addresses.includes(address) === true) return { kind: 'outside', macAddress: outside.macAddress }
  const [unbound] = own
  const whose = unbound === undefined ? 'no port has it' : `port ${unbound.id} has it, and nobody answers for that`
  return { kind: 'nobody', reason: `no MAC for ${address} in network ${networkId}: ${whose}` }
}

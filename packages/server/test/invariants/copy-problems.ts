import type { Rows } from './rows.ts'

/** Columns that say again what another table says, for speed, and trunks that no port could be in. */
export function copyProblems({ networks, ports, trunks, subports }: Rows): readonly string[] {
  const policyOf = new Map(networks.map(({ id, qos_policy_id }) => [id, qos_policy_id]))
  const trunkOf = new Map(trunks.map(({ id, port_id }) => [port_id, id]))
  const hosted = new Set(subports.map(({ port_id }) => port_id))
  return [
    ...ports
      .filter(({ network_id, qos_network_policy_id }) => policyOf.get(network_id) !== qos_network_policy_id)
      .map(({ id }) => `port ${id} shows another policy than its network has`),
    ...ports
      .filter(({ id, trunk_id }) => (trunkOf.get(id) ?? null) !== trunk_id)
      .map(({ id }) => `port ${id} shows another trunk than it is the parent of`),
    ...trunks
      .filter(({ port_id }) => hosted.has(port_id))
      .map(({ port_id }) => `port ${port_id} is parent and subport`),
  ]
}

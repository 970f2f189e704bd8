/** Tables of the engine's own tagged objects. */
export type TaggedTable = 'networks' | 'subnets' | 'ports' | 'subnetpools' | 'qos_policies' | 'trunks'

/** By their collection in paths. */
export const TAGGED_TABLES: Readonly<
  Record<'networks' | 'subnets' | 'ports' | 'subnetpools' | 'policies' | 'trunks', TaggedTable>
> = {
  networks: 'networks',
  subnets: 'subnets',
  ports: 'ports',
  subnetpools: 'subnetpools',
  policies: 'qos_policies',
  trunks: 'trunks',
}

/** Resources with tags, by their collection in paths. */
export type TaggedType = 'networks' | 'subnets' | 'ports' | 'subnetpools' | 'policies' | 'trunks'

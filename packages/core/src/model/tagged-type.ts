/** Resources with tags, by their collection in paths: the engine's, and whatever services add. */
export type TaggedType = 'networks' | 'subnets' | 'ports' | 'subnetpools' | 'policies' | 'trunks' | OfService

type OfService = string & Record<never, never>

import type { AvailabilityZone } from '@netloom/core'

/** What the agents of a type have zones for; agents of other types are in none. */
export type ZonedAgents = ReadonlyMap<string, AvailabilityZone['resource']>

/** Which agents are in availability zones: those onto which services schedule something that has them. */
export interface AgentZones {
  readonly zonedAgents: ZonedAgents
  /** Kinds of objects whose agents are in zones of this resource. */
  kindsZonedBy(resource: AvailabilityZone['resource']): readonly string[]
}

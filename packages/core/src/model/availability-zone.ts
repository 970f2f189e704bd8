/** Where objects of a kind can be placed: what agents say of themselves. `available` while one of its agents is up to it. */
export interface AvailabilityZone {
  readonly name: string
  readonly resource: 'network' | 'router'
  readonly state: 'available' | 'unavailable'
}

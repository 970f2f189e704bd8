/** building: device seen, not wired yet; up: wired and read back; down: device gone or wiring failed for good. */
export interface PortReport {
  readonly portId: string
  readonly state: 'building' | 'up' | 'down'
  readonly error?: string | undefined
  /**
   * What else a service's agents say of an object: counters, health, the revision that they have. Flat and short; what it may
   * hold, the service judges.
   */
  readonly facts?: Readonly<Record<string, string | number | boolean>> | undefined
}

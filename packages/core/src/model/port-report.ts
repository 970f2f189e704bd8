/** building: device seen, not wired yet; up: wired and read back; down: device gone or wiring failed for good. */
export interface PortReport {
  readonly portId: string
  readonly state: 'building' | 'up' | 'down'
  readonly error?: string | undefined
}

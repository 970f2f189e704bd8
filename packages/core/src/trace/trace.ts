import type { Cause } from '../desired/device-state.ts'
import type { Frame } from '../firewall/frame.ts'

/** Something on a packet's way that looks at it, and what it decides. */
export interface TraceHop {
  /** `guard`, `egress rules`, `switch`, `population`, `tunnel`, `provider network`, `ingress rules`, `device`; roles of services bring words of their own (`routing`, `firewall`). */
  readonly hop: string
  readonly verdict: 'pass' | 'drop'
  /** Object of the API that decides, its revision as this host knows it, and the rule in a few words. */
  readonly cause: Cause
  /** The rule of the API, where one decides. */
  readonly ruleId?: string
  /** Others that allow it as well: any of them may be the one that a switch names. */
  readonly otherRuleIds?: readonly string[]
  /** Keys of the device states that do it here, as `netloom explain` takes them. */
  readonly keys?: readonly string[]
  /** Why what decides is not in force on this host; absent = it is. */
  readonly problem?: string
}

/** What would become of a frame on one host. */
export interface TraceQuestion {
  /** `leave`: the port sends it. `arrive`: it came from another host, for the port. */
  readonly leg: 'leave' | 'arrive'
  readonly portId: string
  readonly frame: Frame
  readonly destinationMac: string
}

/** Where it goes next. */
export type TraceNext =
  | { readonly kind: 'dropped' }
  | { readonly kind: 'delivered'; readonly portId: string }
  /** Through a tunnel to the host that has the port. */
  | { readonly kind: 'host'; readonly host: string; readonly portId: string }
  /** Nobody here knows where it has to go: it goes to all these hosts. */
  | { readonly kind: 'flooded'; readonly hosts: readonly string[] }
  /** Out at a physical network, where others switch it. */
  | { readonly kind: 'physical'; readonly physicalNetwork: string }

export interface TraceAnswer {
  readonly hops: readonly TraceHop[]
  readonly next: TraceNext
}

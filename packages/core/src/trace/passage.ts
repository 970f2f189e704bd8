import type { Frame } from '../firewall/frame.ts'
import type { TraceHop } from './trace.ts'

/** What is asked of those who take packets from the devices of ports: routers, and what filters in them. */
export type PassageQuestion =
  /** The device of this port has it. */
  | { readonly leg: 'enter'; readonly portId: string; readonly frame: Frame }
  /** Another role forwards it: does this one let it pass? */
  | { readonly leg: 'forward'; readonly passage: TracePassage }
  /** Who answers here for an address of a network (ARP, neighbour discovery)? */
  | { readonly leg: 'resolve'; readonly networkId: string; readonly address: string }

/** A packet on its way from one port to another of the same thing. */
export interface TracePassage {
  /** What forwards it: `router/<id>`. */
  readonly object: string
  readonly inPortId: string
  readonly outPortId: string
  /** Its destination translated already, its source not yet: so it is seen by what filters between the two ports. */
  readonly frame: Frame
}

export type PassageNext =
  /** Not this role's; of `forward`: it passes as far as this role is asked. */
  | { readonly kind: 'none' }
  | { readonly kind: 'dropped' }
  /** The port's device is its end; of `resolve`: this port answers for the address. */
  | { readonly kind: 'delivered'; readonly portId: string }
  | {
      readonly kind: 'forwarded'
      readonly passage: TracePassage
      /** Network namespace of the host in which that happens. */
      readonly namespace: string
      /** What it meets behind those who filter. */
      readonly hops: readonly TraceHop[]
      /** As it leaves by the second port. */
      readonly frame: Frame
      /** Address in the second port's network that it is handed to. */
      readonly nextHop: string
    }

export interface PassageAnswer {
  readonly hops: readonly TraceHop[]
  readonly next: PassageNext
}

import type { Rendered } from '@netloom/core'
import type { FlowMatch } from '../../flow/flow-match.ts'
import { resubmit } from '../../render/flows.ts'
import type { OvsFlowState } from '../../states/ovs-flow-state.ts'

/** Where a flow is: a table, and how it ranks there. */
export type Place = readonly [table: number, priority: number]

/** Makes the flows that guard one port: none is written before the port's device is there and has its number. */
export class GuardFlows {
  constructor(
    private readonly bridge: string,
    private readonly tap: string,
  ) {}

  /** Frames of the port go on in another table. */
  pass(place: Place, match: FlowMatch, next: number, rule: string): Rendered {
    return this.flow(place, { inPort: this.tap, ...match }, next, rule)
  }

  /** Frames of the port are dropped, and counted as an attempt to be somebody else. */
  drop(place: Place, match: FlowMatch, rule: string): Rendered {
    return this.flow(place, { inPort: this.tap, ...match }, undefined, rule)
  }

  /** One flow for all guarded ports, there as long as one of them is. */
  shared(place: Place, match: FlowMatch, next: number | undefined, rule: string): Rendered {
    return this.flow(place, match, next, rule)
  }

  private flow([table, priority]: Place, match: FlowMatch, next: number | undefined, rule: string): Rendered {
    const state: OvsFlowState = {
      kind: 'ovs-flow',
      bridge: this.bridge,
      table,
      priority,
      match,
      actions: next === undefined ? [] : [resubmit(next)],
      ...(match.inPort !== undefined && { waitsFor: match.inPort }),
      ...(match.inPort !== undefined && next === undefined && { counts: 'spoofs' }),
    }
    return { state, rule }
  }
}

import type { BindingContext, BindingDecision, MechanismDriver } from '@netloom/core'
import type { Racks } from './racks.ts'

export const TOP_OF_RACK = 'top_of_rack'

/**
 * Binds the VXLAN segment of a network at the top level: the switch of the host's rack ends the tunnel. What goes from there
 * to the host is a VLAN of the rack's physical network; core allocates it, once for each network and rack, and asks the next
 * driver to bind it.
 */
export class TopOfRackDriver implements MechanismDriver {
  readonly name: string = TOP_OF_RACK
  readonly connectivity = 'l2'

  constructor(private readonly racks: Racks) {}

  bindPort(context: BindingContext): BindingDecision | undefined {
    const segment = context.segmentsToBind.find(({ networkType }) => networkType === 'vxlan')
    if (segment === undefined) return undefined
    const rack = this.rackOf(context)
    if (rack === undefined) {
      context.refuse?.(
        `no live agent on host '${context.host}' has a bridge on ${Object.keys(this.racks).join(' or ')}`,
      )
      return undefined
    }
    return { type: 'continue', segmentId: segment.id, next: [{ networkType: 'vlan', physicalNetwork: rack }] }
  }

  /** A host is in the rack that its agent has a bridge on. */
  private rackOf(context: BindingContext): string | undefined {
    const mapped = context
      .hostAgents()
      .filter(({ alive }) => alive)
      .flatMap(({ configurations }) => Object.keys(configurations.bridgeMappings ?? {}))
    return mapped.find((name) => Object.hasOwn(this.racks, name))
  }
}

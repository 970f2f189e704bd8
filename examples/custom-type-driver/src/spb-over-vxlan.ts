import type { BindingContext, BindingDecision, MechanismDriver } from '@netloom/core'
import { SPB } from './spb-type-driver.ts'

export const SPB_OVER_VXLAN = 'spb_over_vxlan'

/**
 * Brings SPB networks to switches that know nothing of SPB (Neutron: hierarchical port binding): binds the SPB segment at the top
 * level, and leaves a VXLAN segment, which the engine allocates once for the network, to the switch of the host.
 */
export const spbOverVxlan: MechanismDriver = {
  name: SPB_OVER_VXLAN,
  connectivity: 'l2',
  bindPort: ({ segmentsToBind }: BindingContext): BindingDecision | undefined => {
    const segment = segmentsToBind.find(({ networkType }) => networkType === SPB)
    return segment && { type: 'continue', segmentId: segment.id, next: [{ networkType: 'vxlan' }] }
  },
}

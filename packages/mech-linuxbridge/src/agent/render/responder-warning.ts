import type { NetworkItem } from '@netloom/core/wire'
import { realise } from './realise-segment.ts'
import type { RendererSettings } from '../options/renderer-options.ts'

/** A proxy that nothing gets past stays what the operator says, also where it cannot tell the truth; then it is said. */
export function responderWarning(network: NetworkItem, settings: RendererSettings): string | undefined {
  if (network.addressesFixed !== false || settings.arpResponder !== 'proxy' || settings.bypass) return undefined
  if (realise(network, settings)?.type !== 'vxlan') return undefined
  return (
    'a port of the network has allowed address pairs or no port security: its addresses on other hosts cannot be reached, for ' +
    'the proxy here swallows what is asked for unknown addresses, and nothing on this host leads it past; set [vxlan] arp_responder_mode = auto'
  )
}

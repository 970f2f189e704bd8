import { isIPv4 } from 'node:net'
import type { Rendered } from '@netloom/core'
import type { NetworkItem, PopulationItem, PortItem } from '@netloom/core/wire'
import type { FlowAction } from '../flow/flow-action.ts'
import type { RendererSettings } from '../options/renderer-options.ts'
import { ETH_ARP, TUN, flow, resubmit } from './flows.ts'
import type { Realisation, TunnelledSegment } from './realise-segments.ts'

const REQUEST = 1
const REPLY = 2

/** Where an address may move, the questions for it must reach everybody. */
const answersOn = ({ addressesFixed }: NetworkItem, { arpResponder }: RendererSettings): boolean =>
  arpResponder && addressesFixed !== false

/** Requests for the IPv4 addresses of a port behind another endpoint are answered here; what is no request passes. */
export function renderAnswers(
  { ipAddresses, macAddress }: PopulationItem,
  network: NetworkItem,
  { tunnels, segmentId }: TunnelledSegment,
  settings: RendererSettings,
): readonly Rendered[] {
  if (!answersOn(network, settings)) return []
  return ipAddresses
    .filter((ip) => isIPv4(ip))
    .map((ip) =>
      flow(
        tunnels.bridge,
        [TUN.arp, 1],
        { ethType: ETH_ARP, vlan: { segmentId }, arpOp: REQUEST, arpTpa: ip },
        answer(ip, macAddress),
        'requests for an address behind another host are answered here',
      ),
    )
}

/**
 * A port that has moved here announces its address, perhaps before anybody told this host that the address is no longer
 * elsewhere: everybody hears it, and nobody answers in the name of where the port was.
 */
export function renderAnnouncements(
  { fixedIps }: PortItem,
  network: NetworkItem,
  realisation: Realisation,
  settings: RendererSettings,
): readonly Rendered[] {
  const { tunnels } = settings
  if (tunnels === undefined || realisation.type !== 'tunnel' || !answersOn(network, settings)) return []
  const vlan = { segmentId: realisation.segment.id }
  return fixedIps
    .filter(({ ipAddress }) => isIPv4(ipAddress))
    .map(({ ipAddress: ip }) =>
      flow(
        tunnels.bridge,
        [TUN.arp, 2],
        { ethType: ETH_ARP, vlan, arpOp: REQUEST, arpSpa: ip, arpTpa: ip },
        [resubmit(TUN.flood)],
        'an address of this host is announced to every other host of the network',
      ),
    )
}

/** Turns a request into the reply to it (RFC 826), in place. */
const answer = (ip: string, mac: string): readonly FlowAction[] => [
  { type: 'move', from: 'eth_src', to: 'eth_dst' },
  { type: 'set-field', field: 'eth_src', value: mac },
  { type: 'set-field', field: 'arp_op', value: REPLY },
  { type: 'move', from: 'arp_sha', to: 'arp_tha' },
  { type: 'move', from: 'arp_spa', to: 'arp_tpa' },
  { type: 'set-field', field: 'arp_sha', value: mac },
  { type: 'set-field', field: 'arp_spa', value: ip },
  { type: 'output-in-port' },
]

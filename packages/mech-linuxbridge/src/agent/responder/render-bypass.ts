import type { Rendered } from '@netloom/core'
import type { NetworkItem } from '@netloom/core/wire'
import type { VxlanState } from '@netloom/dataplane'
import { floodName } from '../devices/device-names.ts'
import type { BypassPasses, BypassState } from './bypass-state.ts'

/** The way past a responder: a device of the same VNI that floods, and what is led to it. `tunnel`: the device that answers. */
export function renderBypass(network: NetworkItem, tunnel: VxlanState): readonly Rendered[] {
  const { bridge, ...outside } = tunnel
  const flood: VxlanState = {
    ...outside,
    name: floodName(tunnel.vni),
    // What it sends goes to the port of the others' tunnels; what it might get at its own goes nowhere. A VNI is there once for each port.
    dstPort: besidePort(tunnel.dstPort),
    proxy: false,
    neighSuppress: false,
    // What a bridge holds back never comes to the tunnel, so the way past it is a port of the bridge, too.
    ...(!tunnel.proxy && bridge !== undefined && { bridge }),
  }
  const passes = passesOf(network, tunnel)
  const state: BypassState = {
    kind: 'proxy-bypass',
    device: tunnel.proxy ? tunnel.name : flood.name,
    to: flood.name,
    owner: tunnel.owner,
    passes,
  }
  const what = tunnel.proxy ? 'a proxy swallows' : 'suppression holds back'
  return [
    { state: flood, rule: `${what} what it cannot answer; this device floods it` },
    { state, rule: RULES[passes] },
  ]
}

function passesOf({ addressesFixed }: NetworkItem, { proxy, neighSuppress }: VxlanState): BypassPasses {
  if (proxy) return addressesFixed === true ? 'unanswerable' : 'questions'
  return neighSuppress ? 'held-back' : 'nothing'
}

const RULES: Readonly<Record<BypassPasses, string>> = {
  questions:
    'every ARP request reaches every member: a port of the network has no port security or has allowed address pairs',
  unanswerable:
    'ARP requests are answered here: all addresses on the network are known and fixed; announcements, probes and neighbour solicitations reach every member',
  'held-back':
    'requests for known addresses are answered here; announcements, probes and duplicate address detection reach every member',
  nothing: 'nothing is held back: a port of the network has no port security or has allowed address pairs',
}

/** Not the next one: beside 4789 that is another protocol's (VXLAN-GPE). */
const besidePort = (port: number): number => (port > 1 ? port - 1 : port + 1)

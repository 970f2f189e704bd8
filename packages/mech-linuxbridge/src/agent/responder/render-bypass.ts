import type { NetworkItem, Rendered } from '@netloom/core'
import type { VxlanState } from '@netloom/dataplane'
import { floodName } from '../device-names.ts'
import type { ProxyBypassState } from './bypass-state.ts'

/** The way past a proxy: a device of the same VNI that floods, and what is led to it. */
export function renderBypass(network: NetworkItem, proxy: VxlanState): readonly Rendered[] {
  const { bridge: _, ...tunnel } = proxy
  const flood: VxlanState = {
    ...tunnel,
    name: floodName(proxy.vni),
    // What it sends goes to the port of the others' proxies; what it might get at its own goes nowhere. A VNI is there once for each port.
    dstPort: besidePort(proxy.dstPort),
    proxy: false,
  }
  const all = network.addressesFixed !== true
  const state: ProxyBypassState = {
    kind: 'proxy-bypass',
    device: proxy.name,
    to: flood.name,
    owner: proxy.owner,
    all,
  }
  return [
    { state: flood, rule: 'a proxy swallows what it cannot answer; this device floods it' },
    {
      state,
      rule: all
        ? 'every ARP request reaches every member: a port of the network has no port security or has allowed address pairs'
        : 'ARP requests are answered here: all addresses on the network are known and fixed; announcements, probes and neighbour solicitations reach every member',
    },
  ]
}

/** Not the next one: beside 4789 that is another protocol's (VXLAN-GPE). */
const besidePort = (port: number): number => (port > 1 ? port - 1 : port + 1)

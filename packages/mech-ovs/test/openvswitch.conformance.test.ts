import { type ProviderSegment, silentLogger } from '@netloom/core'
import { simulatedHost } from '@netloom/dataplane'
import { sqliteStore } from '@netloom/store'
import { describeFirewallRenderer, describeMechanismDriver, describeSwitchRenderer } from '@netloom/testing/conformance'
import {
  openvswitchFirewall,
  openvswitchKinds,
  openvswitchRenderer,
  type OpenvswitchRendererOptions,
} from '../src/agent/index.ts'
import { OpenvswitchDriver } from '../src/index.ts'

const segments: readonly ProviderSegment[] = [
  { networkType: 'vxlan', segmentationId: 100 },
  { networkType: 'gre', segmentationId: 100 },
  { networkType: 'geneve', segmentationId: 100 },
  { networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: 100 },
  { networkType: 'flat', physicalNetwork: 'physnet1' },
  { networkType: 'local' },
]

for (const segment of segments) {
  describeMechanismDriver(`openvswitch on ${segment.networkType}`, {
    async open() {
      const store = sqliteStore(':memory:')
      await store.initialize()
      return {
        store,
        driver: new OpenvswitchDriver({ portFilter: false, prohibitedVnicTypes: [] }, silentLogger),
        segment,
        agentConfigurations: { tunnelTypes: ['vxlan', 'gre', 'geneve'], bridgeMappings: { physnet1: 'br-ex' } },
      }
    },
    close: ({ store }) => store.close(),
  })
}

const tunnels = { localIp: '192.0.2.1', tunnelTypes: ['vxlan', 'gre', 'geneve'] } as const
const provider = { bridgeMappings: { physnet1: 'br-ex' } }

const renderers: readonly (readonly [name: string, networkType: string, options: OpenvswitchRendererOptions])[] = [
  ['population and responder', 'vxlan', { ...tunnels, l2Population: true, arpResponder: true }],
  ['population', 'gre', { ...tunnels, l2Population: true }],
  ['mesh', 'geneve', tunnels],
  ['mesh', 'vxlan', tunnels],
  ['IPv6 VTEPs', 'vxlan', { ...tunnels, localIp: '2001:db8::1', l2Population: true, arpResponder: true }],
  ['provider bridge', 'vlan', provider],
  ['provider bridge', 'flat', provider],
  ['no way out', 'local', {}],
]

for (const [name, networkType, options] of renderers) {
  describeSwitchRenderer(`openvswitch, ${networkType}, ${name}`, {
    open() {
      // Nothing listens there: what a simulated host needs of the kinds is pure.
      const host = simulatedHost({ name: 'host1', kinds: openvswitchKinds({ ovsdb: 'unix:/nonexistent/db.sock' }) })
      return Promise.resolve({
        renderer: openvswitchRenderer(options),
        host,
        plug: (device: string) => {
          host.plug(device)
        },
        networkType,
        ...(options.bridgeMappings !== undefined && { physicalNetwork: 'physnet1' }),
        ...(options.localIp !== undefined && { ownVtep: options.localIp }),
      })
    },
    close: ({ host }) => host.close(),
  })
}

describeFirewallRenderer('openvswitch', {
  open() {
    const kinds = openvswitchKinds({ ovsdb: 'unix:/nonexistent/db.sock' })
    return Promise.resolve({ renderer: openvswitchFirewall(), host: simulatedHost({ name: 'host1', kinds }) })
  },
})

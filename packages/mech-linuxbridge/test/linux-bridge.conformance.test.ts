import { type ProviderSegment, silentLogger } from '@netloom/core'
import { simulatedHost } from '@netloom/dataplane'
import { sqliteStore } from '@netloom/store'
import { describeFirewallRenderer, describeMechanismDriver, describeSwitchRenderer } from '@netloom/testing/conformance'
import { linuxBridgeFirewall, linuxBridgeRenderer, type LinuxBridgeRendererOptions } from '../src/agent/index.ts'
import { LinuxBridgeDriver } from '../src/index.ts'

const segments: readonly ProviderSegment[] = [
  { networkType: 'vxlan', segmentationId: 100 },
  { networkType: 'flat', physicalNetwork: 'physnet1' },
  { networkType: 'local' },
]

for (const segment of segments) {
  describeMechanismDriver(`linuxbridge on ${segment.networkType}`, {
    async open() {
      const store = sqliteStore(':memory:')
      await store.initialize()
      return {
        store,
        driver: new LinuxBridgeDriver({ portFilter: false }, silentLogger),
        segment,
        agentConfigurations: { tunnelTypes: ['vxlan'], interfaceMappings: { physnet1: 'eth1' } },
      }
    },
    close: ({ store }) => store.close(),
  })
}

const vtep = { localIp: '192.0.2.1', underlay: 'eth0' }

const renderers: readonly (readonly [name: string, networkType: string, options: LinuxBridgeRendererOptions])[] = [
  ['auto', 'vxlan', { ...vtep, l2Population: true, bypass: true, arpResponder: 'auto' }],
  ['proxy', 'vxlan', { ...vtep, l2Population: true, arpResponder: 'proxy' }],
  ['suppress', 'vxlan', { ...vtep, l2Population: true, arpResponder: 'suppress' }],
  ['proxy, bypassed', 'vxlan', { ...vtep, l2Population: true, bypass: true, arpResponder: 'proxy' }],
  ['suppress, bypassed', 'vxlan', { ...vtep, l2Population: true, bypass: true, arpResponder: 'suppress' }],
  ['no responder', 'vxlan', { ...vtep, l2Population: true, arpResponder: 'off' }],
  ['multicast', 'vxlan', vtep],
  ['IPv6 VTEPs', 'vxlan', { localIp: '2001:db8::1', underlay: 'eth0', l2Population: true }],
  ['operator bridge', 'flat', { bridgeMappings: { physnet1: 'br-ext' } }],
  ['local', 'local', {}],
]

for (const [name, networkType, options] of renderers) {
  describeSwitchRenderer(`linuxbridge, ${name}`, {
    open() {
      const renderer = linuxBridgeRenderer(options)
      const host = simulatedHost({ name: 'host1', kinds: renderer.kinds ?? [] })
      return Promise.resolve({
        renderer,
        host,
        plug: (device: string) => {
          host.plug(device)
        },
        networkType,
        ...(networkType === 'flat' && { physicalNetwork: 'physnet1', foreignDevices: ['br-ext'] }),
        ...(options.localIp !== undefined && { ownVtep: options.localIp }),
      })
    },
    close: ({ host }) => host.close(),
  })
}

describeFirewallRenderer('linuxbridge', {
  open() {
    const renderer = linuxBridgeFirewall()
    return Promise.resolve({ renderer, host: simulatedHost({ name: 'host1', kinds: renderer.kinds ?? [] }) })
  },
})

import { silentLogger } from '@netloom/core'
import { simulatedHost } from '@netloom/dataplane'
import { sqliteStore } from '@netloom/store'
import { describeMechanismDriver, describeSwitchRenderer } from '@netloom/testing/conformance'
import { floodBridgeRenderer } from '../src/agent/index.ts'
import { FloodBridgeDriver } from '../src/index.ts'

describeMechanismDriver('floodbridge', {
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return {
      store,
      driver: new FloodBridgeDriver(silentLogger),
      segment: { networkType: 'vxlan', segmentationId: 100 },
      agentConfigurations: { tunnelTypes: ['vxlan'] },
    }
  },
  close: ({ store }) => store.close(),
})

describeSwitchRenderer('floodbridge', {
  open() {
    const host = simulatedHost({ name: 'host1' })
    return Promise.resolve({
      renderer: floodBridgeRenderer({ localIp: '192.0.2.1', underlay: 'eth0' }),
      host,
      plug: (device: string) => {
        host.plug(device)
      },
      networkType: 'vxlan',
      ownVtep: '192.0.2.1',
    })
  },
  close: ({ host }) => host.close(),
})

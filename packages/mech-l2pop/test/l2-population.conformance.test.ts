import { sqliteStore } from '@netloom/store'
import { describeMechanismDriver } from '@netloom/testing/conformance'
import { L2PopulationDriver } from '../src/index.ts'

describeMechanismDriver('l2population', {
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return {
      store,
      driver: new L2PopulationDriver(),
      segment: { networkType: 'vxlan', segmentationId: 100 },
      agentConfigurations: { tunnelingIp: '192.0.2.1', tunnelTypes: ['vxlan'] },
    }
  },
  close: ({ store }) => store.close(),
})

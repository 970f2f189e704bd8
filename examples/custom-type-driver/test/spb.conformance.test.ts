import { DEFAULT_ML2_OPTIONS } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { describeMechanismDriver, describeTypeDriver } from '@netloom/testing/conformance'
import { spbOverVxlan, SpbTypeDriver } from '../src/index.ts'

describeTypeDriver('spb', {
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return {
      store,
      newDriver: () => new SpbTypeDriver([[256, 258]], DEFAULT_ML2_OPTIONS),
      newDriverWith: (options) => new SpbTypeDriver([[256, 258]], options),
      providerSegment: { networkType: 'spb', segmentationId: 4096 },
      invalidSegments: [
        { networkType: 'spb', segmentationId: 255 },
        { networkType: 'spb', segmentationId: 2 ** 24 },
        { networkType: 'spb', physicalNetwork: 'physnet1' },
      ],
      poolSize: 3,
    }
  },
  close: ({ store }) => store.close(),
})

describeMechanismDriver('spb_over_vxlan', {
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return {
      store,
      driver: spbOverVxlan,
      segment: { networkType: 'spb', segmentationId: 300 },
      agentConfigurations: {},
    }
  },
  close: ({ store }) => store.close(),
})

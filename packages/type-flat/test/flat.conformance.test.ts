import { DEFAULT_ML2_OPTIONS } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { describeTypeDriver } from '@netloom/testing/conformance'
import { FlatTypeDriver } from '../src/index.ts'

describeTypeDriver('flat', {
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return {
      store,
      newDriver: () => new FlatTypeDriver({ flatNetworks: ['physnet1', 'physnet2'] }, DEFAULT_ML2_OPTIONS),
      newDriverWith: (options) => new FlatTypeDriver({ flatNetworks: ['physnet1', 'physnet2'] }, options),
      providerSegment: { networkType: 'flat', physicalNetwork: 'physnet1' },
      invalidSegments: [
        { networkType: 'flat' },
        { networkType: 'flat', physicalNetwork: 'physnet3' },
        { networkType: 'flat', physicalNetwork: 'physnet1', segmentationId: 1 },
      ],
      poolSize: 0,
    }
  },
  close: ({ store }) => store.close(),
})

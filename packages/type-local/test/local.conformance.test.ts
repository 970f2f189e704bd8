import { DEFAULT_ML2_OPTIONS } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { describeTypeDriver } from '@netloom/testing/conformance'
import { LocalTypeDriver } from '../src/index.ts'

describeTypeDriver('local', {
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return {
      store,
      newDriver: () => new LocalTypeDriver(DEFAULT_ML2_OPTIONS),
      newDriverWith: (options) => new LocalTypeDriver(options),
      providerSegment: { networkType: 'local' },
      invalidSegments: [
        { networkType: 'local', segmentationId: 1 },
        { networkType: 'local', physicalNetwork: 'physnet1' },
      ],
      poolSize: 'unlimited',
      exclusive: false,
    }
  },
  close: ({ store }) => store.close(),
})

import { DEFAULT_ML2_OPTIONS } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { describeTypeDriver } from '@netloom/testing/conformance'
import { GreTypeDriver } from '../src/index.ts'
import { parseGreOptions } from '../src/gre-options.ts'

describeTypeDriver('gre', {
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return {
      store,
      newDriver: () =>
        new GreTypeDriver(
          parseGreOptions({
            tunnelIdRanges: [
              [10, 12],
              [20, 21],
            ],
          }),
          DEFAULT_ML2_OPTIONS,
        ),
      newDriverWith: (options) =>
        new GreTypeDriver(
          parseGreOptions({
            tunnelIdRanges: [
              [10, 12],
              [20, 21],
            ],
          }),
          options,
        ),
      providerSegment: { networkType: 'gre', segmentationId: 5000 },
      invalidSegments: [
        { networkType: 'gre', segmentationId: 0 },
        { networkType: 'gre', segmentationId: 2 ** 32 },
        { networkType: 'gre', physicalNetwork: 'physnet1' },
      ],
      poolSize: 5,
    }
  },
  close: ({ store }) => store.close(),
})

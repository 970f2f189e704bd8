import { DEFAULT_ML2_OPTIONS } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { describeTypeDriver } from '@netloom/testing/conformance'
import { VxlanTypeDriver } from '../src/index.ts'

describeTypeDriver('vxlan', {
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return {
      store,
      newDriver: () =>
        new VxlanTypeDriver(
          {
            vniRanges: [
              [10, 12],
              [20, 21],
            ],
          },
          DEFAULT_ML2_OPTIONS,
        ),
      newDriverWith: (options) =>
        new VxlanTypeDriver(
          {
            vniRanges: [
              [10, 12],
              [20, 21],
            ],
          },
          options,
        ),
      providerSegment: { networkType: 'vxlan', segmentationId: 5000 },
      invalidSegments: [
        { networkType: 'vxlan', segmentationId: 0 },
        { networkType: 'vxlan', segmentationId: 2 ** 24 },
        { networkType: 'vxlan', segmentationId: 1.5 },
        { networkType: 'vxlan', physicalNetwork: 'physnet1' },
      ],
      poolSize: 5,
    }
  },
  close: ({ store }) => store.close(),
})

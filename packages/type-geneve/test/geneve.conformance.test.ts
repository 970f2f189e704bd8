import { DEFAULT_ML2_OPTIONS } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { describeTypeDriver } from '@netloom/testing/conformance'
import { GeneveTypeDriver } from '../src/index.ts'
import { parseGeneveOptions } from '../src/geneve-options.ts'

describeTypeDriver('geneve', {
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return {
      store,
      newDriver: () =>
        new GeneveTypeDriver(
          parseGeneveOptions({
            vniRanges: [
              [10, 12],
              [20, 21],
            ],
          }),
          DEFAULT_ML2_OPTIONS,
        ),
      newDriverWith: (options) =>
        new GeneveTypeDriver(
          parseGeneveOptions({
            vniRanges: [
              [10, 12],
              [20, 21],
            ],
          }),
          options,
        ),
      providerSegment: { networkType: 'geneve', segmentationId: 5000 },
      invalidSegments: [
        { networkType: 'geneve', segmentationId: 0 },
        { networkType: 'geneve', segmentationId: 2 ** 24 },
        { networkType: 'geneve', physicalNetwork: 'physnet1' },
      ],
      poolSize: 5,
    }
  },
  close: ({ store }) => store.close(),
})

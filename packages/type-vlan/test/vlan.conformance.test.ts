import { DEFAULT_ML2_OPTIONS } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { describeTypeDriver } from '@netloom/testing/conformance'
import { VlanTypeDriver } from '../src/index.ts'
import { parseVlanOptions } from '../src/vlan-options.ts'

describeTypeDriver('vlan', {
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return {
      store,
      newDriver: () =>
        new VlanTypeDriver(
          parseVlanOptions({ networkVlanRanges: { physnet1: [[10, 12]], physnet2: [[20, 21]], physnet3: [] } }),
          DEFAULT_ML2_OPTIONS,
        ),
      newDriverWith: (options) =>
        new VlanTypeDriver(
          parseVlanOptions({ networkVlanRanges: { physnet1: [[10, 12]], physnet2: [[20, 21]], physnet3: [] } }),
          options,
        ),
      providerSegment: { networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: 4000 },
      invalidSegments: [
        { networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: 0 },
        { networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: 4095 },
        { networkType: 'vlan', physicalNetwork: 'elsewhere', segmentationId: 10 },
        { networkType: 'vlan', segmentationId: 10 },
      ],
      poolSize: 5,
    }
  },
  close: ({ store }) => store.close(),
})

import type { FeedWrite, Network } from '@netloom/core'
import { NETWORK_KEY, type NetworkItem, networkTopic } from '@netloom/core/wire'

/** `addressesFixed`: see `hasOpenPort`; a new network has no ports. */
export function networkFeedWrite(network: Network, addressesFixed: boolean): FeedWrite {
  const body: NetworkItem = {
    id: network.id,
    adminStateUp: network.adminStateUp,
    mtu: network.mtu,
    segments: network.segments.map(({ id, networkType, physicalNetwork, segmentationId }) => ({
      id,
      networkType,
      physicalNetwork,
      segmentationId,
    })),
    addressesFixed,
  }
  return { topic: networkTopic(network.id), key: NETWORK_KEY, revision: network.revisionNumber, body }
}

export function networkRemoval(network: Network): FeedWrite {
  return { topic: networkTopic(network.id), key: NETWORK_KEY, revision: network.revisionNumber + 1, body: null }
}

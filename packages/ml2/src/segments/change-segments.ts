import {
  type Network,
  type NetworkContext,
  NetworkNotFoundError,
  type RequestContext,
  type Segment,
} from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { networkFeedWrite } from '../network-state/network-feed.ts'
import { hasOpenPort } from '../network-state/open-ports.ts'
import { touchNetwork } from '../network-state/touch-network.ts'
import { loadNetwork } from '../rows/network-rows.ts'

/** @throws {NetworkNotFoundError} */
export async function networkOfSegment({ db }: Transaction, networkId: string): Promise<Network> {
  const loaded = await loadNetwork(db, networkId)
  if (loaded === undefined) throw new NetworkNotFoundError(networkId)
  return loaded.network
}

/** The network has other segments now: its revision, its hosts and the drivers follow. Returns the context for the postcommit. */
export async function writeSegments(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  original: Network,
  segments: readonly Segment[],
): Promise<NetworkContext> {
  const current = await touchNetwork(env, tx, { ...original, segments })
  await tx.publish([networkFeedWrite(current, !(await hasOpenPort(tx.db, current.id)))])
  const context: NetworkContext = { request, current, original }
  await env.mechanisms.precommit('update', 'Network', context, tx)
  return context
}

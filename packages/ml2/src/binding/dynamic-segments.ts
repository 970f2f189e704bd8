import {
  type BindingLevel,
  type Network,
  NetworkNotFoundError,
  type Port,
  type ProviderSegment,
  type RequestContext,
  type Segment,
} from '@netloom/core'
import { timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import type { Ml2Environment } from '../environment/environment.ts'
import { networkFeedWrite } from '../network-state/network-feed.ts'
import { hasOpenPort } from '../network-state/open-ports.ts'
import { touchNetwork } from '../network-state/touch-network.ts'
import { transact } from '../base/retry.ts'
import { groupBy } from '../rows/group-by.ts'
import { insertSegments } from '../rows/insert-segments.ts'
import { allocatedSegment, loadNetwork, segmentRow } from '../rows/network-rows.ts'
import { lowerMtu, mtuWith, tellOfMtu } from './network-mtu.ts'

/**
 * Segments that a driver wants for the next binding level, taken from their type drivers as dynamic segments of the network.
 * One that the network has already (same type, physical network and, where asked for, id) is used again.
 */
export async function takeDynamicSegments(
  env: Ml2Environment,
  request: RequestContext,
  networkId: string,
  wishes: readonly ProviderSegment[],
): Promise<readonly Segment[]> {
  for (const wish of wishes) env.types.validate(wish)
  const { segments, lowered } = await transact(env.store, async (tx) => {
    const loaded = await loadNetwork(tx.db, networkId)
    if (loaded === undefined) throw new NetworkNotFoundError(networkId)
    const { network } = loaded
    const segments: Segment[] = []
    const added: Segment[] = []
    for (const wish of wishes) {
      const known = [...network.segments, ...added].find((segment) => segment.isDynamic && fits(segment, wish))
      if (known !== undefined) {
        segments.push(known)
        continue
      }
      const last = [...network.segments, ...added].at(-1)?.segmentIndex ?? -1
      const segment: Segment = {
        ...(await env.types.reserve(wish, tx)),
        id: randomUUID(),
        networkId,
        segmentIndex: last + 1,
        isDynamic: true,
      }
      await insertSegments(tx, [segmentRow(segment, timestamp(env.clock))], env.logger)
      added.push(segment)
      segments.push(segment)
    }
    if (added.length === 0) return { segments, lowered: undefined }
    const all = [...network.segments, ...added]
    const touched = await publishSegments(env, tx, { ...network, mtu: mtuWith(env, loaded, all) }, all)
    return { segments, lowered: await lowerMtu(env, tx, { request, current: touched, original: network }) }
  })
  if (lowered !== undefined) await tellOfMtu(env, lowered)
  return segments
}

/** Gives back those of the dynamic segments that no binding uses: the binding they were taken for did not come about. */
export async function releaseUnusedSegments(
  env: Ml2Environment,
  networkId: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  await transact(env.store, (tx) => releaseUnusedIn(env, tx, networkId, ids))
}

/** Ports have lost their bindings in this transaction: the dynamic segments that nobody is bound to any more are given back. */
export async function releaseSegmentsOf(env: Ml2Environment, tx: Transaction, ports: readonly Port[]): Promise<void> {
  for (const [networkId, members] of groupBy(ports, (port) => port.networkId)) {
    // What is bound at the top is the network's own.
    const below = members.flatMap(({ binding }) => binding.levels.filter(({ level }) => level > 0))
    await releaseUnusedIn(env, tx, networkId, [...new Set(below.map(({ segmentId }) => segmentId))])
  }
}

async function releaseUnusedIn(
  env: Ml2Environment,
  tx: Transaction,
  networkId: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  const network = (await loadNetwork(tx.db, networkId))?.network
  if (network === undefined) return
  const used = await tx.db
    .selectFrom('port_binding_levels')
    .select('segment_id')
    .distinct()
    .where('segment_id', 'in', ids)
    .execute()
  const free = network.segments.filter(
    (segment) =>
      segment.isDynamic && ids.includes(segment.id) && !used.some(({ segment_id }) => segment_id === segment.id),
  )
  if (free.length === 0) return
  const freeIds = free.map(({ id }) => id)
  await tx.db.deleteFrom('segments').where('id', 'in', freeIds).execute()
  await env.types.release(free.map(allocatedSegment), tx)
  await publishSegments(
    env,
    tx,
    network,
    network.segments.filter(({ id }) => !freeIds.includes(id)),
  )
}

/** Of the segments below the top of these bindings, those that are there no more: their last port left meanwhile. */
export async function goneSegments(tx: Transaction, levels: readonly BindingLevel[]): Promise<ReadonlySet<string>> {
  const ids = new Set(levels.filter(({ level }) => level > 0).map(({ segmentId }) => segmentId))
  if (ids.size === 0) return ids
  const present = await tx.db
    .selectFrom('segments')
    .select('id')
    .where('id', 'in', [...ids])
    .execute()
  for (const { id } of present) ids.delete(id)
  return ids
}

async function publishSegments(
  env: Ml2Environment,
  tx: Transaction,
  network: Network,
  segments: readonly Segment[],
): Promise<Network> {
  const touched = await touchNetwork(env, tx, { ...network, segments })
  await tx.publish([networkFeedWrite(touched, !(await hasOpenPort(tx.db, network.id)))])
  return touched
}

function fits(segment: Segment, { networkType, physicalNetwork, segmentationId }: ProviderSegment): boolean {
  return (
    segment.networkType === networkType &&
    segment.physicalNetwork === (physicalNetwork ?? null) &&
    (segmentationId === undefined || segment.segmentationId === segmentationId)
  )
}

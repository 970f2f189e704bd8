import { type Logger, type Segment, FlatNetworkInUseError, TunnelIdInUseError, VlanIdInUseError } from '@netloom/core'
import { describeSegment, insertChunks } from '@netloom/core/kit'
import type { SegmentsTable, Transaction } from '@netloom/core/store'
import { segmentOf } from './network-rows.ts'

/**
 * Writes segments of networks. One segment belongs to one network: where a type driver hands out what some network has already, the
 * driver is named in the log and the request is refused, as Neutron refuses it.
 * @throws {TunnelIdInUseError} {@link VlanIdInUseError} {@link FlatNetworkInUseError}
 */
export async function insertSegments(tx: Transaction, rows: readonly SegmentsTable[], logger: Logger): Promise<void> {
  for (const piece of insertChunks(rows)) {
    // "do nothing" instead of the unique violation: PostgreSQL would abort the whole transaction on that, and nobody could look.
    const [result] = await tx.db
      .insertInto('segments')
      .values(piece)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    if (Number(result?.numInsertedOrUpdatedRows ?? 0) < piece.length) await explain(tx, piece, logger)
  }
}

async function explain({ db }: Transaction, rows: readonly SegmentsTable[], logger: Logger): Promise<never> {
  for (const row of rows) {
    const holder = await db
      .selectFrom('segments')
      .selectAll()
      .where('network_type', '=', row.network_type)
      .where('physical_network', row.physical_network === null ? 'is' : '=', row.physical_network)
      .where('segmentation_id', row.segmentation_id === null ? 'is' : '=', row.segmentation_id)
      .where('id', '!=', row.id)
      .executeTakeFirst()
    if (holder === undefined) continue
    const segment = segmentOf(row)
    logger.error(
      { kind: 'type', driver: row.network_type, segment: describeSegment(segment), networkId: holder.network_id },
      'type driver handed out a segment that a network has already',
    )
    throw inUse(segment)
  }
  throw new TypeError('segments were not written, and nothing stands in their way')
}

function inUse({ physicalNetwork, segmentationId }: Segment): Error {
  if (segmentationId === null) return new FlatNetworkInUseError(physicalNetwork ?? '')
  if (physicalNetwork === null) return new TunnelIdInUseError(segmentationId)
  return new VlanIdInUseError(segmentationId, physicalNetwork)
}

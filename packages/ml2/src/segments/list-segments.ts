import type { NamedSegment, RequestContext } from '@netloom/core'
import { SegmentNotFoundError } from '@netloom/core/errors'
import { mapInTurns } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import type { Schema, SegmentsTable } from '@netloom/core/store'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { filtered } from '../query/filter.ts'
import { flag, nullable, number, standardColumns, text, type ListColumns } from '@netloom/core/kit'
import { paged } from '../query/paged.ts'
import { visibleTo } from '../rbac/visible.ts'
import { segmentOf } from '../rows/network-rows.ts'
import { textList } from '../rows/text-list.ts'

const { projectId: _, ...standard } = standardColumns('segments')
const COLUMNS: ListColumns = {
  ...standard,
  networkId: text('segments.network_id'),
  networkType: text('segments.network_type'),
  physicalNetwork: nullable(text('segments.physical_network')),
  segmentationId: nullable(number('segments.segmentation_id')),
  segmentIndex: number('segments.segment_index'),
  isDynamic: flag('segments.is_dynamic'),
}
const SHAPE = { resource: 'segment', columns: COLUMNS, tags: 'segments.tags' }
const BY_NETWORK: Page = {
  sort: [
    { field: 'networkId', direction: 'asc' },
    { field: 'segmentIndex', direction: 'asc' },
  ],
}

/** Segments of networks that the context may see. */
export async function listSegments(
  db: Kysely<Schema>,
  context: RequestContext,
  filter: ResourceFilter = {},
  page: Page = BY_NETWORK,
): Promise<readonly NamedSegment[]> {
  const rows = await paged(filtered(visible(db, context), filter, SHAPE), COLUMNS, page, async (id) => {
    const row = await visible(db, context).where('segments.id', '=', id).executeTakeFirst()
    if (row === undefined) throw new SegmentNotFoundError(id)
    return row
  })
  return mapInTurns(rows, namedSegmentOf)
}

/** @throws {SegmentNotFoundError} for unknown ones and those of invisible networks */
export async function visibleSegment(db: Kysely<Schema>, context: RequestContext, id: string): Promise<NamedSegment> {
  const [segment] = await listSegments(db, context, { id })
  if (segment === undefined) throw new SegmentNotFoundError(id)
  return segment
}

function visible(db: Kysely<Schema>, context: RequestContext): SelectQueryBuilder<Schema, 'segments', SegmentsTable> {
  const query = db.selectFrom('segments').selectAll('segments')
  if (context.isAdmin) return query
  return query.where('segments.network_id', 'in', (eb) =>
    eb
      .selectFrom('networks')
      .select('networks.id')
      .where(visibleTo(context, 'network', 'networks')),
  )
}

function namedSegmentOf(row: SegmentsTable): NamedSegment {
  return {
    ...segmentOf(row),
    name: row.name,
    description: row.description,
    tags: textList(row.tags),
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

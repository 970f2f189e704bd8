import type { ServiceTopics } from '@netloom/core'
import type { FeedWrite } from '@netloom/core'
import { z } from 'zod'
import type { MirrorRow } from './mirror-rows.ts'

export const MIRROR_AGENT = 'Mirror agent'
/** What agents report for. */
export const MIRROR_ENTITY = 'MIRROR'

/** `mirrors/<host>` → `mirror/<id>`: what the agent of a host makes. */
export interface MirrorItem {
  readonly id: string
  readonly sourcePortId: string
  readonly targetPortId: string
  readonly direction: 'in' | 'out' | 'both'
}

const mirrorItem: z.ZodType<MirrorItem> = z.object({
  id: z.string(),
  sourcePortId: z.string(),
  targetPortId: z.string(),
  direction: z.enum(['in', 'out', 'both']),
})

/** One declaration for both sides: the controller checks what it publishes, agents what they are sent. */
export const mirrorTopics: ServiceTopics = { mirrors: { payloads: { 'mirror/': mirrorItem } } }

export const mirrorsTopic = (host: string): string => `mirrors/${host}`
export const mirrorKey = (id: string): string => `mirror/${id}`

/** What the agent of `host` is told; `gone` = to forget it. */
export function mirrorWrite(host: string, row: MirrorRow, gone = false): FeedWrite {
  const { id, source_port_id: sourcePortId, target_port_id: targetPortId, direction } = row
  return {
    topic: mirrorsTopic(host),
    key: mirrorKey(id),
    revision: row.revision_number,
    body: gone ? null : { id, sourcePortId, targetPortId, direction },
  }
}

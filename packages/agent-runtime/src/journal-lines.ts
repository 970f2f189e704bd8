import { controllerFrameSchema } from '@netloom/core/wire'
import { z } from 'zod'
import type { JournalRecord } from './journal.ts'

const FORMAT = 1
const headerSchema = z.object({ journal: z.literal('netloom view'), format: z.literal(FORMAT), host: z.string() })
const dropSchema = z.object({ type: z.literal('drop'), topic: z.string() })

/** First line of a journal: a file of another host or of another format is no journal of ours. */
export const headerLine = (host: string): string =>
  `${JSON.stringify({ journal: 'netloom view', format: FORMAT, host })}\n`

export const recordLine = (record: JournalRecord): string => `${JSON.stringify(record)}\n`

/** Records of a journal's text. Lines that are torn or make no sense are left out: the view notices the gap. Pure. */
export function parseJournal(text: string, host: string): readonly JournalRecord[] {
  const [first = '', ...lines] = text.split('\n')
  const header = headerSchema.safeParse(parseJson(first))
  if (!header.success || header.data.host !== host) return []
  return lines.flatMap((line) => {
    const record = parseRecord(parseJson(line))
    return record === undefined ? [] : [record]
  })
}

function parseRecord(value: unknown): JournalRecord | undefined {
  const drop = dropSchema.safeParse(value)
  if (drop.success) return drop.data
  const frame = controllerFrameSchema.safeParse(value)
  return frame.success && (frame.data.type === 'snapshot' || frame.data.type === 'change') ? frame.data : undefined
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

import type { FeedItem, RoleDescription } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'

/** An item whose body an agent of this version cannot use. It counts for the digest and is rendered to nothing. */
export interface BadItem {
  readonly topic: Topic
  readonly key: string
  readonly problem: string
}

/** How a role has its items checked. */
export type PayloadCheck = RoleDescription['payload']

/** The item with a checked body. A newer controller's unknown keys keep their revision and lose their body (undefined; null would mean gone). */
export function checkPayload(schemaOf: PayloadCheck, topic: Topic, item: FeedItem, bad: BadItem[]): FeedItem {
  const { key, revision } = item
  const schema = schemaOf(topic, key)
  if (schema === undefined) return { key, revision, body: undefined }
  const parsed = schema.safeParse(item.body)
  if (parsed.success) return { key, revision, body: shareTexts(parsed.data) }
  const problem = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  bad.push({ topic, key, problem })
  return { key, revision, body: undefined }
}

const texts = new Map<string, string>()
const MOST_TEXTS = 10_000
const SHARED = ['host', 'vtep', 'networkType']

/** Twenty thousand ports live behind few VTEPs: each name is held once. */
function shareTexts(body: unknown): unknown {
  const fields = body as Record<string, unknown>
  for (const name of SHARED) {
    const value = fields[name]
    if (typeof value === 'string') fields[name] = shared(value)
  }
  return body
}

function shared(text: string): string {
  const known = texts.get(text)
  if (known !== undefined) return known
  if (texts.size >= MOST_TEXTS) texts.clear()
  texts.set(text, text)
  return text
}

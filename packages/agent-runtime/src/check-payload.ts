import type { FeedItem } from '@netloom/core'
import {
  endpointItemSchema,
  memberItemSchema,
  NETWORK_KEY,
  networkItemSchema,
  populationItemSchema,
  portItemSchema,
  type Topic,
} from '@netloom/core/wire'
import {
  dhcpAssignmentItemSchema,
  dhcpNetworkItemSchema,
  dhcpPortItemSchema,
  dhcpSubnetItemSchema,
} from '@netloom/core/dhcp'
import type { z } from 'zod'

/** An item whose body an agent of this version cannot use. It counts for the digest and is rendered to nothing. */
export interface BadItem {
  readonly topic: Topic
  readonly key: string
  readonly problem: string
}

function schemaOf(topic: Topic, key: string): z.ZodType | undefined {
  if (topic.startsWith('host/')) return key.startsWith('port/') ? portItemSchema : undefined
  if (topic.startsWith('dhcp')) return dhcpSchemaOf(topic, key)
  if (topic.startsWith('tunnels/')) return key.startsWith('endpoint/') ? endpointItemSchema : undefined
  if (!topic.startsWith('network/')) return undefined
  if (key === NETWORK_KEY) return networkItemSchema
  if (key.startsWith('member/')) return memberItemSchema
  return key.startsWith('port/') ? populationItemSchema : undefined
}

function dhcpSchemaOf(topic: Topic, key: string): z.ZodType | undefined {
  if (topic.startsWith('dhcp/')) return key.startsWith('network/') ? dhcpAssignmentItemSchema : undefined
  if (!topic.startsWith('dhcp-network/')) return undefined
  if (key === NETWORK_KEY) return dhcpNetworkItemSchema
  if (key.startsWith('subnet/')) return dhcpSubnetItemSchema
  return key.startsWith('port/') ? dhcpPortItemSchema : undefined
}

/** The item with a checked body. A newer controller's unknown keys keep their revision and lose their body (undefined; null would mean gone). */
export function checkPayload(topic: Topic, item: FeedItem, bad: BadItem[]): FeedItem {
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

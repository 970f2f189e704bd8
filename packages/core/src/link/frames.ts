/** What agents and controllers say to each other, over any channel. One JSON object per message. */
import { z } from 'zod'
import type { AgentReport } from '../model/agent.ts'
import type { PortReport } from '../model/port-report.ts'
import type { Cursor } from '../feed/cursor.ts'
import type { FeedItem } from '../feed/feed-item.ts'
import type { FeedChange, FeedSnapshot } from '../feed/feed.ts'

/** 2: tokens are shown at the upgrade (`Authorization: Bearer …`), long events come in pieces. */
export const LINK_PROTOCOL = 2

/** Characters of `PortReport.error`. */
export const MAX_ERROR = 4_096

/** Whose part of provisioning an agent reports, where it says nothing else: the switch's. */
export const L2_ENTITY = 'L2'

/** Where an agent is in a topic; the controller answers a wrong digest with a snapshot. */
export interface TopicState {
  readonly topic: string
  readonly rev: number
  readonly digest: string
}

export type AgentFrame =
  | {
      readonly type: 'hello'
      readonly protocol: number
      readonly agent: AgentReport
    }
  | { readonly type: 'watch'; readonly topic: string; readonly after?: Cursor | undefined }
  | { readonly type: 'unwatch'; readonly topic: string }
  /** Ports whose state is news. An `entity` other than `L2` has done its part for those that are `up`, and says no more. */
  | {
      readonly type: 'report'
      readonly id: number
      readonly ports: readonly PortReport[]
      readonly entity?: string | undefined
    }
  /** Every port that is wired on this host now: the controller corrects what it believes. Sent after each (re)connection. */
  | {
      readonly type: 'wired'
      readonly id: number
      readonly portIds: readonly string[]
      readonly entity?: string | undefined
    }
  | {
      readonly type: 'heartbeat'
      readonly id: number
      readonly configurations?: Readonly<Record<string, unknown>> | undefined
      readonly topics: readonly TopicState[]
    }

export type ControllerFrame =
  /** `result`: new = first time seen, alive = was alive, revived = had been declared dead. `heartbeatInterval` in seconds. */
  | {
      readonly type: 'welcome'
      readonly agentId: string
      readonly epoch: string
      readonly result: 'new' | 'alive' | 'revived'
      readonly heartbeatInterval: number
    }
  | FeedSnapshot
  | FeedChange
  /** `error`: nothing was taken, send it again. `warning`: it was taken but for what is said here. */
  | {
      readonly type: 'ack'
      readonly id: number
      readonly error?: string | undefined
      readonly warning?: string | undefined
    }
  /** The agent may not watch this topic now. */
  | { readonly type: 'denied'; readonly topic: string; readonly message: string }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }

const cursor: z.ZodType<Cursor> = z.object({ epoch: z.string(), rev: z.number().int() })
const item = z.object({ key: z.string(), revision: z.number().int(), body: z.unknown() }) as z.ZodType<FeedItem>
/** Far more than any topic has, so that an agent keeps no endless list. */
const MOST_PIECES = 65_536
const piece = z
  .object({ index: z.number().int().min(0), count: z.number().int().min(2).max(MOST_PIECES) })
  .refine(({ index, count }) => index < count)
  .optional()
const requestId = z.number().int()
const record = z.record(z.string(), z.unknown())

const name = z.string().min(1).max(255)
/** Facts of one report. */
const MOST_FACTS = 32
const isShort = (facts: object): boolean => Object.keys(facts).length <= MOST_FACTS
const topic = z.string().min(1).max(512)
const id = z.string().max(64)

const agentReport = z.object({
  agentType: name,
  binary: z.string().max(255),
  host: name,
  availabilityZone: z.string().max(255).optional(),
  configurations: record,
  start: z.boolean(),
}) as z.ZodType<AgentReport>

const portReport: z.ZodType<PortReport> = z.object({
  portId: id,
  state: z.enum(['building', 'up', 'down']),
  error: z.string().max(MAX_ERROR).optional(),
  facts: z
    .record(name.max(64), z.union([z.string().max(255), z.number(), z.boolean()]))
    .refine(isShort)
    .optional(),
})

/** Judges what an agent sent. */
export const agentFrameSchema: z.ZodType<AgentFrame> = z.union([
  z.object({
    type: z.literal('hello'),
    protocol: z.number().int(),
    agent: agentReport,
  }),
  z.object({ type: z.literal('watch'), topic, after: cursor.optional() }),
  z.object({ type: z.literal('unwatch'), topic }),
  z.object({ type: z.literal('report'), id: requestId, ports: z.array(portReport), entity: name.optional() }),
  z.object({ type: z.literal('wired'), id: requestId, portIds: z.array(id), entity: name.optional() }),
  z.object({
    type: z.literal('heartbeat'),
    id: requestId,
    configurations: record.optional(),
    topics: z.array(z.object({ topic, rev: z.number().int(), digest: z.string().max(128) })),
  }),
])

/** Judges what a controller sent. */
export const controllerFrameSchema: z.ZodType<ControllerFrame> = z.union([
  z.object({
    type: z.literal('change'),
    topic: z.string(),
    previous: z.number().int(),
    cursor,
    piece,
    changes: z.array(item),
  }),
  z.object({ type: z.literal('snapshot'), topic: z.string(), cursor, piece, items: z.array(item) }),
  z.object({
    type: z.literal('ack'),
    id: requestId,
    error: z.string().optional(),
    warning: z.string().optional(),
  }),
  z.object({ type: z.literal('denied'), topic: z.string(), message: z.string() }),
  z.object({
    type: z.literal('welcome'),
    agentId: z.string(),
    epoch: z.string(),
    result: z.enum(['new', 'alive', 'revived']),
    heartbeatInterval: z.number(),
  }),
  z.object({ type: z.literal('refused'), code: z.string(), message: z.string() }),
])

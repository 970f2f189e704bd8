/** What agents and controllers say to each other, over any channel. One JSON object per message. */
import { z } from 'zod'

export const LINK_PROTOCOL = 1

const cursor = z.object({ epoch: z.string(), rev: z.number().int() })
const item = z.object({ key: z.string(), revision: z.number().int(), body: z.unknown() })
const requestId = z.number().int()

/** building: device seen, not wired yet; up: wired and read back; down: device gone or wiring failed for good. */
export const portReportSchema = z.object({
  portId: z.string(),
  state: z.enum(['building', 'up', 'down']),
  error: z.string().optional(),
})
export type PortReport = z.infer<typeof portReportSchema>

export const agentFrameSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    protocol: z.literal(LINK_PROTOCOL),
    token: z.string().optional(),
    agent: z.object({
      agentType: z.string(),
      binary: z.string(),
      host: z.string().min(1),
      availabilityZone: z.string().optional(),
      configurations: z.record(z.string(), z.unknown()),
      start: z.boolean(),
    }),
  }),
  z.object({ type: z.literal('watch'), topic: z.string(), after: cursor.optional() }),
  z.object({ type: z.literal('unwatch'), topic: z.string() }),
  z.object({ type: z.literal('report'), id: requestId, ports: z.array(portReportSchema) }),
  /** Every port that is wired on this host now: the controller corrects what it believes. Sent after each (re)connection. */
  z.object({ type: z.literal('wired'), id: requestId, portIds: z.array(z.string()) }),
  z.object({
    type: z.literal('heartbeat'),
    id: requestId,
    configurations: z.record(z.string(), z.unknown()).optional(),
    topics: z.array(z.object({ topic: z.string(), rev: z.number().int(), digest: z.string() })),
  }),
])
export type AgentFrame = z.infer<typeof agentFrameSchema>

export const controllerFrameSchema = z.discriminatedUnion('type', [
  /** `result`: new = first time seen, alive = was alive, revived = had been declared dead. */
  z.object({
    type: z.literal('welcome'),
    agentId: z.string(),
    epoch: z.string(),
    result: z.enum(['new', 'alive', 'revived']),
    /** Seconds between heartbeats. */
    heartbeatInterval: z.number(),
  }),
  z.object({ type: z.literal('snapshot'), topic: z.string(), cursor, items: z.array(item) }),
  z.object({
    type: z.literal('change'),
    topic: z.string(),
    previous: z.number().int(),
    cursor,
    changes: z.array(item),
  }),
  z.object({ type: z.literal('ack'), id: requestId, error: z.string().optional() }),
  z.object({ type: z.literal('refused'), code: z.string(), message: z.string() }),
])
export type ControllerFrame = z.infer<typeof controllerFrameSchema>

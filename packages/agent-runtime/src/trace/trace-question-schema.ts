import { z } from 'zod'
import type { PassageQuestion, TraceQuestion } from '@netloom/core'

const mac = z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/)
const address = z.union([z.ipv4(), z.ipv6()])
const byte = z.number().int().min(0).max(255)
const port = z.number().int().min(0).max(65_535)

const frame = z.object({
  sourceMac: mac,
  ethertype: port,
  arp: z.object({ senderMac: mac, senderIp: address }).optional(),
  ip: z
    .object({
      source: address,
      destination: address,
      protocol: byte,
      sourcePort: port.optional(),
      destinationPort: port.optional(),
      icmpType: byte.optional(),
      icmpCode: byte.optional(),
      target: address.optional(),
    })
    .optional(),
})

const passage = z.object({ object: z.string(), inPortId: z.string(), outPortId: z.string(), frame })

/** What somebody asks on the socket: of the switch, or of what is behind it. */
export const traceQuestionSchema: z.ZodType<TraceQuestion | PassageQuestion> = z.discriminatedUnion('leg', [
  z.object({ leg: z.enum(['leave', 'arrive']), portId: z.string(), destinationMac: mac, frame }),
  z.object({ leg: z.literal('enter'), portId: z.string(), frame }),
  z.object({ leg: z.literal('forward'), passage }),
  z.object({ leg: z.literal('resolve'), networkId: z.string(), address }),
]) as z.ZodType<TraceQuestion | PassageQuestion>

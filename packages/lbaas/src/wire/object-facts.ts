import { z } from 'zod'
import { OPERATING_STATUSES, type OperatingStatus } from './words.ts'

/**
 * `facts` of what agents report of an object. `up` = the host has the item, `down` with an error = it cannot have it
 * (ERROR, until it can), `building` = it is at work.
 */
export interface ObjectFacts {
  /** Of the item that the report is about: an older one says nothing of a newer write. */
  readonly revision?: number
  /** Of members; of listeners only ERROR, of other objects none: the controller makes them of these. */
  readonly operatingStatus?: OperatingStatus
  /** Of listeners and members, since the listener was made. */
  readonly bytesIn?: number
  readonly bytesOut?: number
  readonly activeConnections?: number
  readonly totalConnections?: number
  readonly requestErrors?: number
}

const counter = z.exactOptional(z.number().int().min(0))

/** Judges what an agent sent; what it does not know, it leaves out. */
export const objectFactsSchema: z.ZodType<ObjectFacts> = z.object({
  revision: z.exactOptional(z.number().int()),
  operatingStatus: z.exactOptional(z.enum(OPERATING_STATUSES)),
  bytesIn: counter,
  bytesOut: counter,
  activeConnections: counter,
  totalConnections: counter,
  requestErrors: counter,
})

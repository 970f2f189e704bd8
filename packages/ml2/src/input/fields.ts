import { isHostName } from '@netloom/core'
import { canonicalAddress } from '@netloom/core/kit'
import { z } from 'zod'
import { canonicalMac } from '../base/mac-address.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const text = (longest: number): z.ZodString =>
  z.string({ error: 'must be text' }).max(longest, `must have at most ${String(longest)} characters`)

/** A list of so many at most; whoever sends more is told what there is instead. */
export const atMost = (count: number, what: string): [number, string] => [
  count,
  `has too many ${what}: at most ${String(count)} are allowed`,
]

export const name: z.ZodString = text(255)
/** What a name server can give an address; '' = none. */
export const hostName: z.ZodString = name.refine(
  isHostName,
  'must be a host or domain name: labels of letters, digits and hyphens with dots between them, or empty',
)
export const description: z.ZodString = text(255)
export const projectId: z.ZodString = text(255).min(1, 'must not be empty')
export const flag: z.ZodBoolean = z.boolean({ error: 'must be true or false' })
export const id: z.ZodString = z.string({ error: 'must be a UUID' }).regex(UUID, 'must be a UUID')

export const ipAddress: z.ZodString = z
  .string({ error: 'must be an IP address' })
  .refine((value) => canonicalAddress(value) !== undefined, 'must be an IP address')

export const macAddress: z.ZodString = z
  .string({ error: 'must be a MAC address' })
  .refine(
    (value) => canonicalMac(value) !== undefined,
    'must be a MAC address of one interface, six octets in hex (not all zero, not a group address)',
  )

import { z } from 'zod'
import { isAddress, isPrefix } from '../addresses/is-address.ts'

const MAC = /^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$/i

const judged = (isOne: (text: string) => boolean, what: string): z.ZodType<string> =>
  z.string().refine(isOne, { error: ({ input }) => `must be ${what}, not ${JSON.stringify(input)}` })

/**
 * What is written into commands, rules and flows of hosts. What judges everywhere judges here, too: an expression would let
 * `999.1.1.1` pass, and whoever is given it by an agent refuses all that came with it.
 */
export const addressText: z.ZodType<string> = judged(isAddress, 'an IP address')
export const addressOrPrefixText: z.ZodType<string> = judged(
  (text) => isAddress(text) || isPrefix(text),
  'an IP address or prefix',
)
export const macText: z.ZodType<string> = judged((text) => MAC.test(text), 'a MAC address')
/** '' = the MAC of the port. */
export const pairMacText: z.ZodType<string> = judged((text) => text === '' || MAC.test(text), 'a MAC address')

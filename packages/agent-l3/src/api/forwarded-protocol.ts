import { oneOf, pythonText, value } from '@netloom/api'
import { InvalidInputError } from '@netloom/core'
import type { z } from 'zod'

/** Neutron: IPTABLES_PROTOCOL_MAP. */
export const PROTOCOLS = ['dccp', 'icmp', 'ipv6-icmp', 'sctp', 'tcp', 'udp'] as const
/** Others that Neutron knows by name, and forwards no ports of. */
const KNOWN = /^(ah|egp|esp|gre|icmpv6|igmp|ipip|ipv6-(encap|frag|nonxt|opts|route)|ospf|pgm|rsvp|vrrp|\d{1,3})$/

const listed = oneOf(...PROTOCOLS)

/** Names of protocols that Neutron does not know are another error than those that it knows and does not take. */
export const forwardedProtocol: z.ZodType<(typeof PROTOCOLS)[number]> = value(
  (given) => {
    if (typeof given === 'number') throw new InvalidInputError(`Input value ${String(given)} must be string type`)
    const text = pythonText(given)
    const isKnown =
      given === null || KNOWN.test(text.toLowerCase()) || PROTOCOLS.some((one) => one === text.toLowerCase())
    if (!isKnown) {
      throw new InvalidInputError(
        `IP protocol '${text}' is not supported. Only protocol names and their integer representation (0 to 255) are supported`,
      )
    }
    return listed.parse(given)
  },
  { type: 'string', enum: [...PROTOCOLS] },
)

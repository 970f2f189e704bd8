import { type Attribute, type JsonSchema, oneOf, pythonText, value } from '@netloom/api'
import type { ResourceFilter } from '@netloom/core/services'
import type { z } from 'zod'
import type { RuleMatch } from '../model/security-group-rule.ts'
import { ethertypeOf, portOf, prefixOf, protocolOf } from '../rules/parts.ts'

const PORT = { type: ['integer', 'null'], minimum: 0, maximum: 65_535 }

/** What is neither text nor a number is told by its text. */
const asText = (given: unknown): string | number =>
  typeof given === 'string' || typeof given === 'number' ? given : pythonText(given)

/** Judged here as by the service: Neutron looks at one attribute after the other, and tells of the first. */
const judged = <T>(part: (given: string) => T, schema: JsonSchema): z.ZodType<T> =>
  value((given) => part(String(asText(given))), schema)
const judgedOrNull = <T>(part: (given: string) => T, schema: JsonSchema): z.ZodType<T | null> =>
  value((given) => (given === null ? null : part(String(asText(given)))), schema)
/** An id that the service looks for. */
const id = judgedOrNull((given) => given, { type: ['string', 'null'], maxLength: 255 })

const numbers =
  (field: string) =>
  (texts: readonly string[]): ResourceFilter => ({ [field]: texts.map(portOf) })

type Attributes<M extends object> = Readonly<Record<string, Attribute<M>>>

/** What rules and templates let pass; in the order in which Neutron judges it. */
export function matchAttributes<M extends RuleMatch>(): Attributes<M> {
  const given = { post: 'allowed', filter: true, sort: true } as const
  return {
    remote_group_id: { type: id, ...given },
    direction: { type: oneOf('ingress', 'egress'), ...given, post: 'required' },
    protocol: { type: judgedOrNull(protocolOf, { type: ['string', 'integer', 'null'], maxLength: 40 }), ...given },
    port_range_min: { type: judgedOrNull(portOf, PORT), ...given, filterAs: numbers('portRangeMin') },
    port_range_max: { type: judgedOrNull(portOf, PORT), ...given, filterAs: numbers('portRangeMax') },
    ethertype: { type: judged(ethertypeOf, { type: 'string', enum: ['IPv4', 'IPv6'] }), ...given },
    remote_ip_prefix: {
      type: judgedOrNull(prefixOf, { type: ['string', 'null'], format: 'cidr', maxLength: 49 }),
      ...given,
    },
    remote_address_group_id: { type: id, ...given },
  }
}

import { type Attribute, oneOf, pythonText, toInteger, value } from '@netloom/api'
import type { ResourceFilter } from '@netloom/core/services'
import type { RuleMatch } from '../model/security-group-rule.ts'

const PORT = { type: ['integer', 'null'], minimum: 0, maximum: 65_535 }

/** The service judges it, in Neutron's words: of what is no text or number it is told the text. */
const word = (schema: Readonly<Record<string, unknown>>): ReturnType<typeof value<string | number | null>> =>
  value(
    (given) => (given === null || typeof given === 'string' || typeof given === 'number' ? given : pythonText(given)),
    schema,
  )

const numbers =
  (field: string) =>
  (texts: readonly string[]): ResourceFilter => ({ [field]: texts.map(toInteger) })

type Attributes<M extends object> = Readonly<Record<string, Attribute<M>>>

/** What rules and templates let pass; in the order in which Neutron judges it. */
export function matchAttributes<M extends RuleMatch>(): Attributes<M> {
  const given = { post: 'allowed', filter: true, sort: true } as const
  return {
    remote_group_id: { type: word({ type: ['string', 'null'], maxLength: 255 }), ...given },
    direction: { type: oneOf('ingress', 'egress'), ...given, post: 'required' },
    protocol: { type: word({ type: ['string', 'integer', 'null'], maxLength: 40 }), ...given },
    port_range_min: { type: word(PORT), ...given, filterAs: numbers('portRangeMin') },
    port_range_max: { type: word(PORT), ...given, filterAs: numbers('portRangeMax') },
    ethertype: { type: word({ type: 'string', enum: ['IPv4', 'IPv6'] }), ...given },
    remote_ip_prefix: { type: word({ type: ['string', 'null'], format: 'cidr', maxLength: 49 }), ...given },
    remote_address_group_id: { type: word({ type: ['string', 'null'], maxLength: 255 }), ...given },
  }
}

import { InvalidValue, isDictionary, pythonText, requireUuid, UUID_SCHEMA, value } from '@netloom/api'
import { canonicalAddress, parseCidr } from '@netloom/core/kit'
import type { z } from 'zod'
import { badRequest } from '../errors/firewall-error.ts'
import type { FirewallErrors } from '../errors/firewall-errors.ts'
import type { RulePlace } from '../model/firewall-policy.ts'
import type { RuleAction } from '../model/firewall-rule.ts'
import { PROTOCOLS } from '../model/protocols.ts'
import type { ApiVersion } from '../store/tables.ts'

/** More rules, ports or routers than that no request names. */
const MOST_IDS = 10_000

/** Ids, none twice; null = []. */
export const uuidList: z.ZodType<readonly string[]> = value(
  (given) => {
    if (given === null) return []
    if (!Array.isArray(given)) throw new InvalidValue(`'${pythonText(given)}' is not a list`)
    if (given.length > MOST_IDS) throw new InvalidValue(`${String(given.length)} ids are too many`)
    const ids = (given as readonly unknown[]).map(requireUuid)
    if (new Set(ids).size < ids.length) {
      throw new InvalidValue(`Duplicate items in the list: '${ids.join(', ')}'`)
    }
    return ids
  },
  { type: ['array', 'null'], items: UUID_SCHEMA, maxItems: MOST_IDS },
)

const ACTIONS: readonly RuleAction[] = ['allow', 'deny', 'reject']

/** In any case. */
export const action: z.ZodType<RuleAction> = value(
  (given) => {
    const word = typeof given === 'string' ? given.toLowerCase() : given
    const found = ACTIONS.find((one) => one === word)
    if (found === undefined) throw new InvalidValue(`${pythonText(word)} is not in valid_values`)
    return found
  },
  { type: 'string', enum: [...ACTIONS] },
)

/** A name in any case, or null; version 1 tells numbers apart from what is nothing at all. */
export const protocol = (version: ApiVersion): z.ZodType<string | null> =>
  value(
    (given) => {
      if (given === null) return null
      const word = pythonText(given).toLowerCase()
      const values = PROTOCOLS[version]
      if (values.includes(word)) return word
      const isNumber = /^\d+$/.test(word) && Number(word) <= 255
      if (version === 1 && !isNumber) {
        const names = values.map((one) => (one === null ? 'None' : `'${one}'`)).join(', ')
        throw badRequest(
          'FirewallRuleInvalidProtocol',
          `Firewall Rule protocol ${pythonText(given)} is not supported. Only protocol values [${names}] and their ` +
            'integer representation (0 to 255) are supported.',
        )
      }
      throw new InvalidValue(`${isNumber ? word : `'${word}'`} is not in valid_values`)
    },
    { type: ['string', 'null'], maxLength: 40 },
  )

/** `80` or `80:90`, as text or a number; null = any. */
export const portRangeText: z.ZodType<string | null> = value(
  (given) => {
    if (given === null) return null
    const text = pythonText(given)
    for (const part of text.split(':')) {
      if (!/^\s*[+-]?\d+\s*$/.test(part)) throw new InvalidValue(`Port '${part}' is not a valid number`)
      const port = Number(part)
      if (port <= 0 || port > 65_535) throw new InvalidValue(`Invalid port '${part}'`)
    }
    return text
  },
  { type: ['string', 'integer', 'null'], maxLength: 11 },
)

/** An address or a prefix; null = any. */
export const addressOrPrefix: z.ZodType<string | null> = value(
  (given) => {
    if (given === null) return null
    const text = pythonText(given)
    if (canonicalAddress(text) !== undefined || parseCidr(text) !== undefined) return text
    throw new InvalidValue(`'${text}' is not a valid IP address and '${text}' is not a valid IP subnet`)
  },
  { type: ['string', 'null'], maxLength: 49 },
)

/** Body of `insert_rule` and `remove_rule`. */
export const rulePlace = (errors: FirewallErrors): z.ZodType<RulePlace> =>
  value(
    (given) => {
      if (!isDictionary(given) || !Object.hasOwn(given, 'firewall_rule_id')) throw errors.ruleInfoMissing()
      const ruleId = given['firewall_rule_id']
      const text = (name: string): string | null =>
        given[name] === undefined || given[name] === null ? null : pythonText(given[name])
      if (typeof ruleId !== 'string' || ruleId === '') throw errors.ruleNotFound(pythonText(ruleId))
      return { ruleId, insertBefore: text('insert_before'), insertAfter: text('insert_after') }
    },
    {
      type: 'object',
      properties: {
        firewall_rule_id: UUID_SCHEMA,
        insert_before: { type: ['string', 'null'], maxLength: 36 },
        insert_after: { type: ['string', 'null'], maxLength: 36 },
      },
      required: ['firewall_rule_id'],
    },
  )

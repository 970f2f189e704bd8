import { createHash } from 'node:crypto'
import type { RouterChain, RouterRule } from '../../render/states.ts'

/** By which a rule is known again: what it does, and a hash of what it says. Versions of `nft` print the same rule in many ways. */
export const ruleComment = ({ name, text }: RouterRule): string =>
  `${name} ${createHash('sha256').update(text).digest('hex').slice(0, 8)}`

/** What a chain comes to, in one line. */
export const chainText = ({ name, hook, rules }: RouterChain): string =>
  `${name}${hook === undefined ? '' : '!'}: ${rules.map((rule) => commentOf(rule)).join(', ')}`

/** Of a rule that was read, its comment is all that is known. */
export const commentOf = (rule: RouterRule): string => (rule.text === '' ? rule.name : ruleComment(rule))

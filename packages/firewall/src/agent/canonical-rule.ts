import { canonicalAddress, canonicalPrefix } from '@netloom/core/kit'

/** What else in a rule says which family it is of: nftables leaves the family out then. */
const SAYS_FAMILY = / (?:ip|ip6) saddr |reject|l4proto (?:1|58) /

/** A rule in one spelling, whichever of those that mean the same nftables printed. */
export function canonicalRule(rule: string): string {
  const words = rule
    .replace(/reject with (?:icmp 3|icmpv6 4|icmpx 1)/, 'reject')
    .split(' ')
    .map((word) => (word.includes(':') ? (canonicalAddress(word) ?? canonicalPrefix(word) ?? word) : word))
    .join(' ')
  return SAYS_FAMILY.test(words) ? words.replace(/^meta nfproto (?:2|10) /, '') : words
}

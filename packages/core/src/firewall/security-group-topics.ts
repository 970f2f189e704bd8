import type { Topic } from '../feed/topic.ts'

/** Rules of a group: item keys `rule/<id>`, bodies {@link SecurityRuleItem}. */
export const securityGroupTopic = (groupId: string): Topic => `security-group/${groupId}`
/** Who is in a group: item keys `port/<id>`, bodies {@link SecurityMemberItem}. Followed where a rule names the group as remote. */
export const securityMembersTopic = (groupId: string): Topic => `security-group-members/${groupId}`
/**
 * Prefixes of an address group: all items together, bodies {@link AddressGroupItem}. The first is {@link ADDRESSES_KEY}, of a large
 * group there are more: {@link addressesKey}.
 */
export const addressGroupTopic = (addressGroupId: string): Topic => `address-group/${addressGroupId}`

export const ADDRESSES_KEY = 'addresses'
export const ADDRESSES_KEYS = 'addresses/'
/** 0 is the first. */
export const addressesKey = (piece: number): string =>
  piece === 0 ? ADDRESSES_KEY : `${ADDRESSES_KEYS}${String(piece)}`
export const ruleKey = (ruleId: string): string => `rule/${ruleId}`
/** Key of what is said of groups in a port item's `extensions`. */
export const PORT_GROUPS = 'security-groups'

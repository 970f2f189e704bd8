import type { Topic } from '../feed/topic.ts'

/** Rules of a group: item keys `rule/<id>`, bodies {@link SecurityRuleItem}. */
export const securityGroupTopic = (groupId: string): Topic => `security-group/${groupId}`
/** Who is in a group: item keys `port/<id>`, bodies {@link SecurityMemberItem}. Followed where a rule names the group as remote. */
export const securityMembersTopic = (groupId: string): Topic => `security-group-members/${groupId}`
/** Prefixes of an address group: item key {@link ADDRESSES_KEY}, body {@link AddressGroupItem}. */
export const addressGroupTopic = (addressGroupId: string): Topic => `address-group/${addressGroupId}`

export const ADDRESSES_KEY = 'addresses'
export const ruleKey = (ruleId: string): string => `rule/${ruleId}`
/** Key of what is said of groups in a port item's `extensions`. */
export const PORT_GROUPS = 'security-groups'

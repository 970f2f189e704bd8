export { ALWAYS_ALLOWED, type AlwaysAllowed } from './firewall/always-allowed.ts'
export { decide, type Decision, type FirewallView, type Packet } from './firewall/decide.ts'
export { portGroups } from './firewall/port-groups.ts'
export type {
  AddressGroupItem,
  PortGroups,
  SecurityMemberItem,
  SecurityRuleItem,
} from './firewall/security-group-items.ts'
export {
  addressGroupItemSchema,
  portGroupsSchema,
  SECURITY_PAYLOADS,
  securityMemberItemSchema,
  securityRuleItemSchema,
} from './firewall/security-group-schemas.ts'
export {
  ADDRESSES_KEY,
  addressGroupTopic,
  PORT_GROUPS,
  ruleKey,
  securityGroupTopic,
  securityMembersTopic,
} from './firewall/security-group-topics.ts'

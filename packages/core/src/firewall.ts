export { allowedSenders, type AllowedSender } from './firewall/allowed-senders.ts'
export { ALWAYS_ALLOWED, type AlwaysAllowed } from './firewall/always-allowed.ts'
export { decide, type Decision, type FirewallView, type Packet } from './firewall/decide.ts'
export {
  decideFrame,
  decideGroups,
  type FrameAtPort,
  type FrameDecision,
  type GroupDecision,
} from './firewall/decide-frame.ts'
export { decideGuard, type GuardDecision, type GuardOptions, type SpoofReason } from './firewall/decide-guard.ts'
export { ETHERTYPE, type ArpSender, type Frame, type FramePacket } from './firewall/frame.ts'
export { groupRenderer, type GroupItemRenderer } from './firewall/group-renderer.ts'
export { isGuarded, portGroups } from './firewall/port-groups.ts'
export type {
  AddressGroupItem,
  PortGroups,
  SecurityMemberItem,
  SecurityRuleItem,
} from './firewall/security-group-items.ts'
export {
  addressGroupItemSchema,
  portGroupsSchema,
  SECURITY_TOPICS,
  securityMemberItemSchema,
  securityRuleItemSchema,
} from './firewall/security-group-schemas.ts'
export {
  ADDRESSES_KEY,
  addressesKey,
  addressGroupTopic,
  PORT_GROUPS,
  ruleKey,
  securityGroupTopic,
  securityMembersTopic,
} from './firewall/security-group-topics.ts'

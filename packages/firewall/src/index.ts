/** `@netloom/firewall`: the controller's half of firewalls, in both versions of their API. */
export { firewall, firewallPackage, firewallV2, firewallV2Package } from './firewall-modules.ts'
export type { FirewallGroupService } from './firewalls/group-service.ts'
export type { FirewallService } from './firewalls/firewall-service.ts'
export type {
  Firewall,
  FirewallCreate,
  FirewallGroup,
  FirewallGroupCreate,
  FirewallGroupUpdate,
  FirewallStatus,
  FirewallUpdate,
} from './model/firewall.ts'
export type { FirewallPolicy, FirewallPolicyCreate, FirewallPolicyUpdate, RulePlace } from './model/firewall-policy.ts'
export type {
  FirewallRule,
  FirewallRuleCreate,
  FirewallRuleUpdate,
  RuleAction,
  RuleMatch,
} from './model/firewall-rule.ts'
export type { FirewallPolicyService } from './policies/policy-service.ts'
export type { FirewallRuleService } from './rules/rule-service.ts'
export type {
  FilteredPortItem,
  FirewalledRouterItem,
  PolicyItem,
  RouterFilterItem,
  RuleItem,
} from './wire/firewall-items.ts'
export { FIREWALL_AGENT_TYPE, FIREWALL_ENTITY, firewallTopics } from './wire/firewall-topics.ts'

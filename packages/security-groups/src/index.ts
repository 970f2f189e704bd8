/** `@netloom/security-groups`: the whole public API of the controller's half. What it adds to the REST API is in `./api`. */
export { securityGroups, servicePackage } from './security-groups.ts'
export type { AddressGroupService } from './address-groups/address-group-service.ts'
export {
  AddressesAlreadyExistError,
  AddressesNotFoundError,
  AddressFormatError,
  AddressGroupInUseError,
  AddressGroupNotFoundError,
} from './errors/address-group-errors.ts'
export {
  PortSecurityAndIpRequiredError,
  PortSecurityPortHasSecurityGroupError,
  SecurityGroupInUseError,
  SecurityGroupNotFoundError,
} from './errors/group-errors.ts'
export { SecurityGroupRuleExistsError, SecurityGroupRuleNotFoundError } from './errors/rule-errors.ts'
export { securityTopics } from './feed/security-topics.ts'
export type { SecurityGroupService } from './groups/security-group-service.ts'
export type { AddressGroup, AddressGroupCreate, AddressGroupUpdate } from './model/address-group.ts'
export type { DefaultSecurityGroupRule, DefaultSecurityGroupRuleCreate } from './model/default-rule.ts'
export type { SecurityGroup, SecurityGroupCreate, SecurityGroupUpdate } from './model/security-group.ts'
export type {
  Direction,
  Ethertype,
  RuleMatch,
  RuleMatchRequest,
  SecurityGroupRule,
  SecurityGroupRuleCreate,
} from './model/security-group-rule.ts'
export type { SecurityGroupRuleService } from './rules/security-group-rule-service.ts'
export type { DefaultRuleService } from './templates/default-rule-service.ts'

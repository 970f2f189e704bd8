import type { QosPolicy, QosPolicyCreate, QosPolicyUpdate } from '../model/qos-policy.ts'
import type { QosRule, QosRuleCreate, QosRuleType, QosRuleTypeDetails, QosRuleUpdate } from '../model/qos-rule.ts'
import type { RequestContext } from '../model/request-context.ts'
import type { ResourceFilter, ResourceService } from './resource-services.ts'
import type { Page } from './page.ts'

/** Policies are their owner's and administrators' to change; whoever they are shared with sees and uses them. */
export type QosPolicyService = ResourceService<QosPolicy, QosPolicyCreate, QosPolicyUpdate>

/** Rules of one type in one policy. Every change is a new revision of the policy. */
export type PolicyRuleService = ResourceService<QosRule, QosRuleCreate, QosRuleUpdate>

export interface QosRuleService {
  /** Nothing is asked before a method is called: an unknown policy is its QosPolicyNotFoundError. */
  of(policyId: string, type: QosRuleType): PolicyRuleService
  /** Rules by their id alone; their policy has to be visible. */
  anywhere(type: QosRuleType): Pick<PolicyRuleService, 'get' | 'update' | 'delete'>
}

/** What the loaded mechanism drivers say they can do; see `MechanismDriver.supportedQosRules`. */
export interface QosRuleTypeService {
  /**
   * Types that every driver with QoS supports. Filters: `allSupported` = that at least one supports, `allRules` = that there
   * are.
   */
  list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly QosRuleTypeDetails[]>
  /** `type` is the name. For administrators. @throws {QosRuleTypeNotFoundError} {@link NotAuthorizedToDetailsError} */
  get(context: RequestContext, type: string): Promise<QosRuleTypeDetails>
}

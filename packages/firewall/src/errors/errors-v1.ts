import { badRequest, conflict, notFound } from './firewall-error.ts'
import type { FirewallErrors } from './firewall-errors.ts'

/** As a list of Python prints. */
const list = (ids: readonly string[]): string => `[${ids.map((id) => `'${id}'`).join(', ')}]`

/** neutron-fwaas 8: `extensions/firewall.py`. */
export const errorsV1: FirewallErrors = {
  firewallNotFound: (id) => notFound('FirewallNotFound', `Firewall ${id} could not be found.`),
  firewallInUse: (id) => conflict('FirewallInUse', `Firewall ${id} is still active.`),
  firewallPending: (id, status) =>
    conflict(
      'FirewallInPendingState',
      `Operation cannot be performed since associated Firewall ${id} is in ${status}.`,
    ),
  policyNotFound: (id) => notFound('FirewallPolicyNotFound', `Firewall Policy ${id} could not be found.`),
  policyInUse: (id) => conflict('FirewallPolicyInUse', `Firewall Policy ${id} is being used.`),
  policyConflict: (id) =>
    conflict(
      'FirewallPolicyConflict',
      `Operation cannot be performed since Firewall Policy ${id} is not shared and does not belong to your tenant.`,
    ),
  ruleSharingConflict: (policyId, ruleId) =>
    conflict(
      'FirewallRuleSharingConflict',
      `Operation cannot be performed since Firewall Policy ${policyId} is shared but Firewall Rule ${ruleId} is not shared`,
    ),
  policySharingConflict: (policyId, ruleId) =>
    conflict(
      'FirewallPolicySharingConflict',
      `Operation cannot be performed. Before sharing Firewall Policy ${policyId}, share associated Firewall Rule ${ruleId}`,
    ),
  ruleNotFound: (id) => notFound('FirewallRuleNotFound', `Firewall Rule ${id} could not be found.`),
  ruleInUse: (id) => conflict('FirewallRuleInUse', `Firewall Rule ${id} is being used.`),
  ruleConflict: (ruleId, projectId) =>
    conflict(
      'FirewallRuleConflict',
      `Operation cannot be performed since Firewall Rule ${ruleId} is not shared and belongs to another tenant ${projectId}`,
    ),
  ruleNotInPolicy: (ruleId, policyId) =>
    badRequest(
      'FirewallRuleNotAssociatedWithPolicy',
      `Firewall Rule ${ruleId} is not associated  with Firewall Policy ${policyId}.`,
    ),
  ruleInPolicyAlready: (ruleId) => conflict('FirewallRuleInUse', `Firewall Rule ${ruleId} is being used.`),
  portsNotAllowed: () =>
    badRequest(
      'FirewallRuleInvalidICMPParameter',
      'Source, destination port are not allowed when protocol is set to ICMP.',
    ),
  portsWithoutProtocol: () =>
    badRequest('FirewallRuleWithPortWithoutProtocolInvalid', 'Source/destination port requires a protocol'),
  invalidPort: (port) => badRequest('FirewallRuleInvalidPortValue', `Invalid value for port ${port}.`),
  ruleInfoMissing: () =>
    badRequest('FirewallRuleInfoMissing', 'Missing rule info argument for insert/remove rule operation.'),
  ipVersionConflict: () =>
    badRequest('FirewallIpAddressConflict', 'Invalid input - IP addresses do not agree with IP Version'),
  targetsInUse: (ids) =>
    conflict('FirewallRouterInUse', `Router(s) ${list(ids)} provided already associated with other Firewall(s). `),
}

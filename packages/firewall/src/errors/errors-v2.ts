import { badRequest, conflict, notFound } from './firewall-error.ts'
import type { FirewallErrors } from './firewall-errors.ts'

const list = (ids: readonly string[]): string => `[${ids.map((id) => `'${id}'`).join(', ')}]`

/** neutron-lib: `exceptions/firewall_v2.py`. Two of the conflicts are 404 there. */
export const errorsV2: FirewallErrors = {
  firewallNotFound: (id) => notFound('FirewallGroupNotFound', `Firewall group ${id} could not be found.`),
  firewallInUse: (id) => conflict('FirewallGroupInUse', `Firewall group ${id} is still active.`),
  firewallPending: (id, status) =>
    conflict(
      'FirewallGroupInPendingState',
      `Operation cannot be performed since associated firewall group ${id} is in ${status}.`,
    ),
  policyNotFound: (id) => notFound('FirewallPolicyNotFound', `Firewall policy ${id} could not be found.`),
  policyInUse: (id) => conflict('FirewallPolicyInUse', `Firewall policy ${id} is being used.`),
  policyConflict: (id) =>
    notFound(
      'FirewallPolicyConflict',
      `Operation cannot be performed since firewall policy ${id} for your project could not be found. ` +
        'Please confirm if the firewall policy exists and is shared.',
    ),
  ruleSharingConflict: (policyId, ruleId) =>
    notFound(
      'FirewallRuleSharingConflict',
      `Operation cannot be performed since firewall policy ${policyId} could not find the firewall rule ${ruleId}. ` +
        'Please confirm if the firewall rule exists and is shared.',
    ),
  policySharingConflict: (policyId, ruleId) =>
    conflict(
      'FirewallPolicySharingConflict',
      `Operation cannot be performed. Before sharing firewall policy ${policyId}, share associated firewall rule ${ruleId}.`,
    ),
  ruleNotFound: (id) => notFound('FirewallRuleNotFound', `Firewall rule ${id} could not be found.`),
  ruleInUse: (id) => conflict('FirewallRuleInUse', `Firewall rule ${id} is being used.`),
  ruleConflict: (ruleId, projectId) =>
    conflict(
      'FirewallRuleConflict',
      `Operation cannot be performed since firewall rule ${ruleId} is not shared and belongs to another project ${projectId}.`,
    ),
  ruleNotInPolicy: (ruleId, policyId) =>
    badRequest(
      'FirewallRuleNotAssociatedWithPolicy',
      `Firewall rule ${ruleId} is not associated with firewall policy ${policyId}.`,
    ),
  ruleInPolicyAlready: (ruleId, policyId) =>
    conflict(
      'FirewallRuleAlreadyAssociated',
      `Operation cannot be performed since firewall rule ${ruleId} is already associated with firewall policy ${policyId}.`,
    ),
  portsNotAllowed: () =>
    badRequest(
      'FirewallRuleInvalidICMPParameter',
      'Source, destination port are not allowed when protocol is set to ICMP.',
    ),
  portsWithoutProtocol: () =>
    badRequest('FirewallRuleWithPortWithoutProtocolInvalid', 'Source/destination port requires a protocol.'),
  invalidPort: (port) => badRequest('FirewallRuleInvalidPortValue', `Invalid value for port ${port}.`),
  ruleInfoMissing: () =>
    badRequest('FirewallRuleInfoMissing', 'Missing rule info argument for insert/remove rule operation.'),
  ipVersionConflict: () =>
    badRequest('FirewallIpAddressConflict', 'Invalid input - IP addresses do not agree with IP Version.'),
  targetsInUse: (ids) =>
    conflict(
      'FirewallGroupPortInUse',
      `Port(s) ${list(ids)} provided already associated with other firewall group(s).`,
    ),
}

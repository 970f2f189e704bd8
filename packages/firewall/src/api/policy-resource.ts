import {
  type Action,
  boolean,
  compile,
  type CompiledResource,
  defineResource,
  identity,
  MEMBER,
  ownership,
  READER,
  render,
  type Resource,
  text,
} from '@netloom/api'
import type { Netloom, RequestContext } from '@netloom/core'
import type { Dialect } from '../model/dialect.ts'
import type { FirewallPolicy, RulePlace } from '../model/firewall-policy.ts'
import { shared } from './shared-attribute.ts'
import { rulePlace, uuidList } from './values.ts'

const both = { post: 'allowed', put: 'allowed' } as const

type Change = (netloom: Netloom, context: RequestContext, id: string, place: RulePlace) => Promise<FirewallPolicy>

/** `firewall_policies` of one version. */
export function policyResource({ version, errors }: Dialect, path: string, extension: string): Resource {
  const action = (name: string, summary: string, change: Change): Action => ({
    method: 'PUT',
    path: `:id/${name}`,
    summary,
    rule: name,
    policy: MEMBER,
    body: rulePlace(errors),
    run: async (netloom, context, { params: { id = '' }, body }) => {
      const policy = await change(netloom, context, id, body as RulePlace)
      // Neutron: no envelope here, and version 1 shows who uses it.
      return { ...render(compiled, policy, context), ...(version === 1 && { firewall_list: policy.firewallIds }) }
    },
  })
  const resource: Resource = defineResource<FirewallPolicy>({
    name: 'firewall_policy',
    plural: 'firewall_policies',
    path: `${path}/firewall_policies`,
    summary: 'Firewall rules in an order: the first one that matches a packet decides.',
    extension,
    policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
    service: ({ services }) => services.firewallPolicies,
    actions: [
      action('insert_rule', 'Put a rule into the policy', ({ services }, context, id, place) =>
        services.firewallPolicies.insertRule(context, id, place),
      ),
      action('remove_rule', 'Take a rule out of the policy', ({ services }, context, id, { ruleId }) =>
        services.firewallPolicies.removeRule(context, id, ruleId),
      ),
    ],
    attributes: {
      ...identity<FirewallPolicy>(),
      ...ownership<FirewallPolicy>(),
      name: { type: text(255), ...both, filter: true, sort: true },
      description: { type: text(255), ...both, filter: true, sort: true },
      shared: shared<FirewallPolicy>(),
      firewall_rules: { type: uuidList, field: 'ruleIds', ...both, filter: true },
      audited: { type: boolean, ...both, filter: true, sort: true },
    },
  })
  const compiled: CompiledResource = compile(resource)
  return resource
}

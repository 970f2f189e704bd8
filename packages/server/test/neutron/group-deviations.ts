import { type Deviation, SAME_IN_OTHER_WORDS } from './deviation.ts'

/** Of security groups, their rules, and what ports say of them. */
export const GROUP_DEVIATIONS: readonly Deviation[] = [
  {
    call: /^POST \/security-group(s|-rules) \{\}$/,
    ours: SAME_IN_OTHER_WORDS,
    reason: 'ours names what is missing',
  },
  {
    call: /^GET \/security-groups\?stateful=/,
    ours: { status: [200, 400] },
    reason: 'we can look for it',
  },
  {
    call: /^DELETE \/security-groups$/,
    ours: { status: 405, type: 'HTTPMethodNotAllowed' },
    reason: 'a collection cannot be deleted: 405, not 404 "None"',
  },
  {
    call: /^PUT \/security-group-rules\//,
    ours: { status: 405, type: 'HTTPMethodNotAllowed' },
    reason: 'rules are never changed; Neutron offers it, and refuses each attribute or fails',
  },
  {
    call: /^(GET|DELETE) \/security-group-rules\/.* as member@/,
    ours: { status: 404, type: 'SecurityGroupRuleNotFound' },
    reason: 'not there and not to be seen is one answer',
  },
  {
    scenarios: ['security-group-rules'],
    call: /^POST .*"security_group_id":"\{\{gb\}\}","protocol":"udp"/,
    ours: { status: 403, type: 'PolicyNotAuthorized' },
    reason: 'to whom a group is shared, they do not open it for the ports of others',
  },
  {
    scenarios: ['security-group-rules'],
    call: /^GET \/security-groups\/\{\{gb\}\} as member@b/,
    ours: { status: 200 },
    reason: 'as above, so the rule is not there',
  },
  {
    call: /^PUT \/security-groups\/.*\/tags\/x as member@a/,
    ours: { status: 403, type: 'PolicyNotAuthorized' },
    reason: 'who may not change a group may not tag it',
  },
  {
    scenarios: ['security-group-rules'],
    call: /^DELETE \/rbac-policies\/\{\{pb\}\} as member@b/,
    ours: { status: [409, 204] },
    reason: 'a group stays shared while rules name it, not only while ports are in it',
  },
  {
    scenarios: ['security-group-rules'],
    call: /^(PUT|DELETE) \/address-groups\/.* as member@b/,
    ours: { status: 404, type: 'AddressGroupNotFound' },
    reason: 'Neutron with `enforce_new_defaults` answers so; these were recorded without',
  },
  {
    scenarios: ['security-group-rules'],
    call: /\/quotas\/\{\{project-b\}\}/,
    ours: { status: 200 },
    reason: 'the recorded cloud has other limits of routers and RBAC policies',
  },
  {
    call: /^POST \/ports .*"security_groups":\{/,
    ours: SAME_IN_OTHER_WORDS,
    reason: 'JSON, not Python',
  },
]

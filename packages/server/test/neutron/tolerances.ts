/** Attributes that are compared neither in value nor in presence. */
export const IGNORED_ATTRIBUTES: Readonly<Record<string, string>> = {
  standard_attr_id: 'a number inside of its database',
  'security_group:tenant_id': 'what its policy engine was looking for',
  ip_allocation: 'Neutron says how addresses were asked for when the port was made; we say whether it has some',
}

/** Beside these, in all scenarios but those of {@link BEGINS_WITHOUT_GROUPS}. */
export const IGNORED_QUOTAS: Readonly<Record<string, string>> = {
  security_group: 'in the recorded cloud the default groups of projects stayed from one scenario to the next',
  security_group_rule: 'as above',
}
export const BEGINS_WITHOUT_GROUPS: ReadonlySet<string> = new Set([
  'security-groups',
  'security-group-rules',
  'port-groups',
  'group-life',
])

/** Attributes that we show where Neutron sometimes leaves them out. */
export const SHOWN_MORE_OFTEN: Readonly<Record<string, string>> = {
  is_default: 'Neutron shows it of a new network and of an external one, but not of others',
  'router:external': 'whoever may use an external network has to see that it is one',
  default_quota: 'Neutron leaves null ones out of the answer to an update',
  address_scope_id: 'as above',
  belongs_to_default_sg: 'later releases show it',
}

/** Numbers that Neutron shows as text or not, depending on the request: both are taken for the same. */
export const NUMBERS_AS_TEXT: Readonly<Record<string, string>> = {
  default_prefixlen: 'text in the answer to a creation, a number in the one to an update',
  min_prefixlen: 'as above',
  max_prefixlen: 'as above',
}

/** The one scenario that counts revisions; everywhere else any number will do. */
export const COUNTS_REVISIONS = 'revisions'

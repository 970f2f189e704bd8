import type { AliasText } from '@netloom/core'

/** What clients are told is there, as Neutron words it. */
export const ALIAS_TEXTS: Readonly<Record<string, AliasText>> = {
  'security-group': {
    name: 'security-group',
    description: 'The security groups extension.',
    updated: '2012-10-05T10:00:00-00:00',
  },
  'stateful-security-group': {
    name: 'Stateful security group',
    description: 'Indicates if the security group is stateful or not',
    updated: '2019-11-26T09:00:00-00:00',
  },
  'rbac-security-groups': {
    name: 'Add security_group type to network RBAC',
    description: 'Add security_group type to network RBAC',
    updated: '2019-02-14T00:00:00-00:00',
  },
  'security-groups-normalized-cidr': {
    name: 'Normalized CIDR field for security group rules',
    description: 'Add new field with normalized remote_ip_prefix cidr in SG rule',
    updated: '2020-07-28T10:00:00-00:00',
  },
  'security-groups-remote-address-group': {
    name: 'Remote address group id field for security group rules',
    description: 'Add new field of remote address group id in SG rules',
    updated: '2020-08-25T10:00:00-00:00',
  },
  'security-groups-shared-filtering': {
    name: 'Security group filtering on the shared field',
    description: 'Support filtering security groups on the shared field',
    updated: '2021-10-05T09:00:00-00:00',
  },
  'port-security-groups-filtering': {
    name: 'Port filtering on security groups',
    description: 'Provides security groups filtering when listing ports',
    updated: '2018-01-09T09:00:00-00:00',
  },
  'security-groups-default-rules': {
    name: 'Default rules for security groups',
    description: 'Configure set of security group rules used as default rules for every new security group',
    updated: '2022-12-19T10:00:00-00:00',
  },
  'security-groups-rules-belongs-to-default-sg': {
    name: 'Security group rule belongs to the default security group field',
    description: 'Flag to determine if the security group rule belongs to the default security group',
    updated: '2022-11-22T10:00:00-00:00',
  },
  'address-group': {
    name: 'Address group',
    description: 'Support address group',
    updated: '2020-07-15T10:00:00-00:00',
  },
  'rbac-address-group': {
    name: 'Add address_group type to RBAC',
    description: 'Add address_group type to network RBAC',
    updated: '2021-01-20T00:00:00-00:00',
  },
}

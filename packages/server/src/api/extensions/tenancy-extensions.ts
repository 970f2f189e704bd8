import type { Extension } from './extension.ts'

/** Projects, what they may have and share, and the agents that serve them. */
export const TENANCY_EXTENSIONS: readonly Extension[] = [
  {
    alias: 'quotas',
    name: 'Quota management support',
    updated: '2012-07-29T10:00:00-00:00',
    description: 'Expose functions for quotas management per project',
    needs: ['quota'],
  },
  {
    alias: 'quota_details',
    name: 'Quota details management support',
    updated: '2017-02-10T10:00:00-00:00',
    description: 'Expose functions for quotas usage statistics per project',
    needs: ['quota:details'],
  },
  {
    alias: 'quota-check-limit',
    name: 'Quota engine limit check',
    updated: '2021-09-08T16:00:00-00:00',
    description: 'Support for checking the resource usage before applying a new quota limit',
    needs: ['quota.check_limit'],
  },
  {
    alias: 'rbac-policies',
    name: 'RBAC Policies',
    updated: '2015-06-17T12:15:12-00:00',
    description: 'Allows creation and modification of policies that control tenant access to resources.',
    needs: ['rbac_policy'],
  },
  {
    alias: 'rbac-subnetpool',
    name: 'Add subnetpool type to RBAC',
    updated: '2020-02-05T00:00:00-00:00',
    description: 'Add subnetpool type to RBAC',
    needs: ['rbac_policy', 'subnetpool'],
  },
  {
    alias: 'rbac-address-scope',
    name: 'Add address_scope type to RBAC',
    updated: '2020-02-12T00:00:00-00:00',
    description: 'Add address_scope type to RBAC',
    needs: ['rbac_policy', 'address_scope'],
  },
  {
    alias: 'agent',
    name: 'agent',
    updated: '2013-02-03T10:00:00-00:00',
    description: 'The agent management extension.',
    needs: ['agent'],
  },
  {
    alias: 'availability_zone',
    name: 'Availability Zone',
    updated: '2015-01-01T10:00:00-00:00',
    description: 'The availability zone extension.',
    needs: ['availability_zone'],
  },
  {
    alias: 'availability_zone_filter',
    name: 'Availability Zone Filter Extension',
    updated: '2018-06-22T10:00:00-00:00',
    description: 'Add filter parameters to AvailabilityZone resource',
    needs: ['availability_zone'],
  },
  {
    alias: 'service-type',
    name: 'Neutron Service Type Management',
    updated: '2013-01-20T00:00:00-00:00',
    description: 'API for retrieving service providers for Neutron advanced services',
    needs: ['service_provider'],
  },
]

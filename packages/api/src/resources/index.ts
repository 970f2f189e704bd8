import type { Resource } from '../resource/resource.ts'
import { serviceProviderResource } from './service-provider.ts'
import { rbacPolicyResource } from './rbac-policy.ts'
import { quotaResource } from './quota.ts'
import { availabilityZoneResource } from './availability-zone.ts'
import { agentResource } from './agent.ts'
import { addressScopeResource } from './address-scope.ts'
import { networkIpAvailabilityResource } from './network-ip-availability.ts'
import { segmentResource } from './segment.ts'
import { subnetpoolResource } from './subnetpool.ts'
import { qosPolicyResource } from './qos-policy.ts'
import { qosRuleTypeResource } from './qos-rule-type.ts'
import { qosAliasRuleResources, qosRuleResources } from './qos-rules.ts'
import { trunkResource } from './trunk.ts'
import { networkResource } from './network.ts'
import { portResource } from './port.ts'
import { subnetResource } from './subnet.ts'
import { DNS_DOMAIN, absoluteDomain } from '../values/domain-name.ts'

/** Everything the API offers, with host names below this domain. */
export const resourcesIn = (dnsDomain: string): readonly Resource[] => [
  networkResource,
  subnetResource,
  portResource(absoluteDomain(dnsDomain)),
  subnetpoolResource,
  addressScopeResource,
  segmentResource,
  networkIpAvailabilityResource,
  agentResource,
  availabilityZoneResource,
  quotaResource,
  rbacPolicyResource,
  serviceProviderResource,
  trunkResource,
  qosPolicyResource,
  ...qosRuleResources,
  ...qosAliasRuleResources,
  qosRuleTypeResource,
]

/** Everything the API offers, with host names below the usual domain. */
export const RESOURCES: readonly Resource[] = resourcesIn(DNS_DOMAIN)

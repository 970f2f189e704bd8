import type { Resource } from '../resource/resource.ts'
import { serviceProviderResource } from './service-provider.ts'
import { rbacPolicyResource } from './rbac-policy.ts'
import { quotaResource } from './quota.ts'
import { availabilityZoneResource } from './availability-zone.ts'
import { agentResource } from './agent.ts'
import { networkResource } from './network.ts'
import { portResource } from './port.ts'
import { subnetResource } from './subnet.ts'

/** Everything the API offers. */
export const RESOURCES: readonly Resource[] = [
  networkResource,
  subnetResource,
  portResource,
  agentResource,
  availabilityZoneResource,
  quotaResource,
  rbacPolicyResource,
  serviceProviderResource,
]

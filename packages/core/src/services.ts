export type {
  AddressScopeService,
  NetworkIpAvailabilityService,
  SegmentService,
  SubnetpoolService,
} from './services/addressing-services.ts'
export { decisive, type Page, type SortKey } from './services/page.ts'
export type {
  PolicyRuleService,
  QosPolicyService,
  QosRuleService,
  QosRuleTypeService,
} from './services/qos-services.ts'
export type {
  AgentRecordService,
  AgentService,
  AvailabilityZoneService,
  FilterValue,
  NetworkService,
  PortService,
  ResourceFilter,
  ResourceRef,
  ResourceService,
  SubnetService,
} from './services/resource-services.ts'
export type { QuotaService, RbacPolicyService, TagService } from './services/tenancy-services.ts'
export type { TrunkService } from './services/trunk-service.ts'

export { type Clock, systemClock } from './base/clock.ts'
export { CONTRACT } from './base/contract.ts'
export type { Cause, Desired, DeviceState, Step, StepResult } from './desired/device-state.ts'
export { sameState } from './desired/same-state.ts'
export type {
  BindingContext,
  BindingDecision,
  FinalBinding,
  NetworkContext,
  PartialBinding,
  PortContext,
  SubnetContext,
} from './driver/contexts.ts'
export type { Command, DeviceKind, ReadScope } from './driver/device-kind.ts'
export type { ExtensionAttribute, ExtensionAttributes, ExtensionValues } from './driver/extension-attribute.ts'
export type { ExtendedResource, ExtensionDriver, PortCreation } from './driver/extension-driver.ts'
export type { FirewallRenderer, GroupRenderer } from './driver/firewall-renderer.ts'
export type { ConnectionFilter } from './driver/connection-filter.ts'
export type { HostAccess, InNamespace, OneCommand } from './driver/host-access.ts'
export type { HostEvent } from './driver/host-event.ts'
export type { Host } from './driver/host.ts'
export type { MechanismDriver } from './driver/mechanism-driver.ts'
export {
  agentMark,
  isCurrentMark,
  isMarkOf,
  ownershipMark,
  type OwnershipMark,
  readOwnershipMark,
} from './driver/ownership-mark.ts'
export type { SpoofCount } from './driver/spoof-count.ts'
export { isNearlyFull, type ConnectionCount } from './driver/connection-count.ts'
export type { Rendered, SwitchRenderer } from './driver/switch-renderer.ts'
export type { TypeDriver } from './driver/type-driver.ts'
export {
  AllocationOnAutoAddressSubnetError,
  InvalidIpForNetworkError,
  InvalidIpForSubnetError,
  IpAddressAlreadyAllocatedError,
  IpAddressGenerationFailureError,
  NoMatchingSubnetError,
} from './errors/address-errors.ts'
export { TooManyAgentsError } from './errors/agent-errors.ts'
export { ConfigurationError, type ConfigurationProblem, isConfigurationError } from './errors/configuration-error.ts'
export { type DriverFault, HookDeadlineError, MechanismDriverError } from './errors/driver-errors.ts'
export { DriverResultError, type ResultProblem } from './errors/driver-result-error.ts'
export { FeedItemTooLargeError } from './errors/feed-errors.ts'
export { MigrationError } from './errors/migration-error.ts'
export {
  DefaultExternalNetworkExistsError,
  IdInUseError,
  InvalidSharedSettingError,
  NetworkInUseError,
  NetworkMtuSubnetConflictError,
  NetworkNotSharedError,
} from './errors/network-errors.ts'
export {
  BadRequestError,
  ConflictError,
  NetworkingError,
  NotFoundError,
  ServiceUnavailableError,
} from './errors/networking-error.ts'
export {
  AddressPairAndPortSecurityRequiredError,
  AllowedAddressPairExhaustedError,
  DuplicateAddressPairError,
  MacAddressGenerationFailureError,
  MacAddressInUseError,
  PortBoundError,
  PortInUseError,
} from './errors/port-errors.ts'
export {
  NotAuthorizedToDetailsError,
  PolicyRemoveAuthorizationError,
  QosPolicyDefaultAlreadyExistsError,
  QosPolicyInUseError,
  QosPolicyNotFoundError,
  QosRuleNotFoundError,
  QosRuleNotSupportedByNetworkError,
  QosRuleNotSupportedError,
  QosRuleParameterConflictError,
  QosRulesConflictError,
  QosRuleTypeNotFoundError,
} from './errors/qos-errors.ts'
export { AdminRequiredError, OverQuotaError, QuotaBelowUseError, QuotaNotFoundError } from './errors/quota-errors.ts'
export {
  DuplicateRbacPolicyError,
  InvalidActionForTypeError,
  RbacPolicyInUseError,
  RbacPolicyNotFoundError,
} from './errors/rbac-errors.ts'
export {
  AgentNotFoundError,
  AvailabilityZoneNotFoundError,
  NetworkNotFoundError,
  NotAuthorizedError,
  PortNotFoundError,
  RevisionNumberConstraintFailedError,
  SubnetNotFoundError,
} from './errors/resource-errors.ts'
export {
  type FieldProblem,
  FlatNetworkInUseError,
  InvalidFieldsError,
  InvalidInputError,
  NoNetworkAvailableError,
  SegmentPoolContendedError,
  SegmentsContainDuplicateEntryError,
  SegmentsSetInConjunctionWithProvidersError,
  TunnelIdInUseError,
  VlanIdInUseError,
} from './errors/segment-errors.ts'
export { DriverStartError } from './errors/start-errors.ts'
export { StoreUnavailableError } from './errors/store-errors.ts'
export {
  DnsNameserversExhaustedError,
  GatewayConflictWithAllocationPoolsError,
  GatewayIpInUseError,
  HostRoutesExhaustedError,
  InvalidAllocationPoolError,
  InvalidSubnetServiceTypeError,
  OutOfBoundsAllocationPoolError,
  OverlappingAllocationPoolsError,
  SubnetInUseError,
} from './errors/subnet-errors.ts'
export { TagNotFoundError, TagResourceNotFoundError } from './errors/tag-errors.ts'
export {
  DuplicateSubPortError,
  ParentPortInUseError,
  PortInUseAsSubPortError,
  PortInUseAsTrunkParentError,
  SubPortMtuGreaterThanTrunkPortMtuError,
  SubPortNotFoundError,
  TrunkDisabledError,
  TrunkInUseError,
  TrunkNotFoundError,
  TrunkPortInUseError,
} from './errors/trunk-errors.ts'
export type { Cursor } from './feed/cursor.ts'
export type { FeedCounters } from './feed/feed-counters.ts'
export type { FeedItem, FeedWrite } from './feed/feed-item.ts'
export type { EventPart, Feed, FeedChange, FeedEvent, FeedSnapshot, SharedEvent } from './feed/feed.ts'
export { type Logger, silentLogger } from './base/logger.ts'
export { DEFAULT_ML2_OPTIONS, type Ml2Options } from './model/ml2-options.ts'
export type { AddressScope, AddressScopeCreate, AddressScopeUpdate } from './model/address-scope.ts'
export type { Agent, AgentConfigurations, AgentReport, AgentUpdate } from './model/agent.ts'
export type { AvailabilityZone } from './model/availability-zone.ts'
export { DHCP_OPTION_NAME, dhcpOptionProblem, isBlankAllowed } from './model/dhcp-option.ts'
export { isHostName } from './model/host-name.ts'
export type { NetworkIpAvailability, SubnetIpAvailability } from './model/network-ip-availability.ts'
export type { Network, NetworkCreate, NetworkStatus, NetworkUpdate } from './model/network.ts'
export { ONE_LINE } from './model/one-line.ts'
export {
  type AddressPair,
  type BindingLevel,
  type ExtraDhcpOption,
  type ExtraDhcpOptionRequest,
  type FixedIp,
  type FixedIpRequest,
  type Port,
  type PortBinding,
  type PortCreate,
  type PortStatus,
  type PortUpdate,
  VIF_TYPE_BINDING_FAILED,
  VIF_TYPE_UNBOUND,
  type VifType,
} from './model/port.ts'
export type { QosPolicy, QosPolicyCreate, QosPolicyUpdate } from './model/qos-policy.ts'
export {
  QOS_RULE_TYPES,
  type QosDirection,
  type QosRule,
  type QosRuleCreate,
  type QosRuleParameters,
  type QosRuleSupport,
  type QosRuleType,
  type QosRuleTypeDetails,
  type QosRuleUpdate,
} from './model/qos-rule.ts'
export {
  DEFAULT_QUOTAS,
  type ProjectQuota,
  QUOTA_RESOURCES,
  type QuotaDetail,
  type QuotaDetails,
  type QuotaLimits,
  type QuotaResource,
  UNLIMITED_QUOTAS,
} from './model/quota.ts'
export {
  EVERY_PROJECT,
  type RbacAction,
  type RbacPolicy,
  type RbacPolicyCreate,
  type RbacPolicyUpdate,
  type SharedType,
} from './model/rbac-policy.ts'
export { adminContext, type RequestContext } from './model/request-context.ts'
export type {
  AllocatedSegment,
  NamedSegment,
  NetworkType,
  ProviderSegment,
  Segment,
  SegmentCreate,
  SegmentUpdate,
} from './model/segment.ts'
export type { StandardAttributes } from './model/standard-attributes.ts'
export type { AllocationPool, HostRoute, Ipv6Mode, Subnet, SubnetCreate, SubnetUpdate } from './model/subnet.ts'
export type { OnboardedSubnet, Subnetpool, SubnetpoolCreate, SubnetpoolUpdate } from './model/subnetpool.ts'
export type { TaggedType } from './model/tagged-type.ts'
export type {
  Subport,
  SubportRequest,
  Trunk,
  TrunkCreate,
  TrunkedPort,
  TrunkStatus,
  TrunkUpdate,
} from './model/trunk.ts'
export type { Netloom } from './netloom.ts'
export type { AgentPlace, HostPlace } from './host-package/host-place.ts'
export type { ComposedRole, GuardedSwitch, RolePackage, RolePlace } from './host-package/role-package.ts'
export type { LabDevice, LabSwitchHost, SwitchLab } from './host-package/switch-lab.ts'
export type {
  ComposedSwitch,
  FirewallPackage,
  OptionsVerdict,
  SwitchHostFile,
  SwitchPackage,
} from './host-package/switch-package.ts'
export type { IniSections } from './base/ini-sections.ts'
export type { DriverKind, DriverModule, DriverPackage, ModuleKind } from './registry/driver-module.ts'
export type { AgentFollower } from './service/agent-follower.ts'
export type { ServiceEntity, SharedTypeDeclaration, TaggedTypeDeclaration } from './service/declarations.ts'
export type { NetloomServices } from './service/netloom-services.ts'
export type {
  ProvisioningBlocks,
  QuotaCounter,
  QuotaUse,
  ServiceEnvironment,
  SharedObject,
  Sharing,
} from './service/service-environment.ts'
export type { AliasText, ServiceModule, ServicePackage } from './service/service-module.ts'
export type { ResourceRows } from './service/resource-rows.ts'
export { payloadsOf, type ServiceTopic, type ServiceTopics, type WatchingAgent } from './service/service-topic.ts'
export type {
  ReportHandler,
  ReportingAgent,
  ServiceExtensionHooks,
  ServiceListener,
  StandbyPorts,
  StartedService,
} from './service/started-service.ts'
export type { AgentRole, RoleContext, RoleDescription, RoleTable, RoleView, Synced } from './role/agent-role.ts'
export type { PayloadIssue, PayloadSchema } from './feed/payload-schema.ts'
export { EXTENSION_DRIVER, LOGGER, MECHANISM_DRIVER, ML2_OPTIONS, STORE, TYPE_DRIVER } from './registry/tokens.ts'
export { agentTopic } from './model/agent-topic.ts'
export type { AgentAssignment, AgentDemand } from './service/agent-demand.ts'
export type {
  AgentRef,
  AgentSchedule,
  AgentScheduler,
  AssignedAgents,
  ScheduledKind,
} from './service/agent-scheduler.ts'
export type { PassageAnswer, PassageNext, PassageQuestion, TracePassage } from './trace/passage.ts'
export type { TraceAnswer, TraceHop, TraceNext, TraceQuestion } from './trace/trace.ts'

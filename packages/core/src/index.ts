// The whole public API of @netloom/core.
export type { NetworkType, Segment, ProviderSegment, AllocatedSegment } from './model/segment.ts'
export type { StandardAttributes } from './model/standard-attributes.ts'
export type { Network, NetworkCreate, NetworkStatus, NetworkUpdate } from './model/network.ts'
export type { AllocationPool, HostRoute, Ipv6Mode, Subnet, SubnetCreate, SubnetUpdate } from './model/subnet.ts'
export type {
  AddressPair,
  BindingLevel,
  ExtraDhcpOption,
  ExtraDhcpOptionRequest,
  FixedIp,
  FixedIpRequest,
  Port,
  PortBinding,
  PortCreate,
  PortStatus,
  PortUpdate,
  VifType,
} from './model/port.ts'
export type { AddressGroup, AddressGroupCreate, AddressGroupUpdate } from './model/address-group.ts'
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
export type {
  Subport,
  SubportRequest,
  Trunk,
  TrunkCreate,
  TrunkStatus,
  TrunkUpdate,
  TrunkedPort,
} from './model/trunk.ts'
export { VIF_TYPE_BINDING_FAILED, VIF_TYPE_UNBOUND } from './model/port.ts'
export type { Agent, AgentConfigurations, AgentReport, AgentUpdate } from './model/agent.ts'
export type { AvailabilityZone } from './model/availability-zone.ts'
export {
  EVERY_PROJECT,
  type RbacAction,
  type RbacPolicy,
  type RbacPolicyCreate,
  type RbacPolicyUpdate,
  type SharedType,
} from './model/rbac-policy.ts'
export {
  DEFAULT_QUOTAS,
  QUOTA_RESOURCES,
  UNLIMITED_QUOTAS,
  type ProjectQuota,
  type QuotaDetail,
  type QuotaDetails,
  type QuotaLimits,
  type QuotaResource,
} from './model/quota.ts'
export type { TaggedType } from './model/tagged-type.ts'
export { adminContext, type RequestContext } from './model/request-context.ts'

export type { Schema } from './store/schema.ts'
export type { Store, StoreProblem, Transaction } from './store/store.ts'
export { isStoreUnavailable, type StoreHealth } from './store/store-health.ts'
export type { ChangeLog, LoggedChange } from './store/change-log.ts'

export type { Cursor } from './feed/cursor.ts'
export {
  NETWORK_KEY,
  endpointKey,
  hostTopic,
  memberKey,
  networkTopic,
  portKey,
  tunnelsTopic,
  type Topic,
} from './feed/topic.ts'
export type { FeedItem, FeedWrite } from './feed/feed-item.ts'
export type { Feed, FeedChange, FeedEvent, FeedSnapshot, SharedEvent } from './feed/feed.ts'
export { EMPTY_DIGEST, digestOf, toggle } from './feed/digest.ts'
export type { FeedCounters } from './feed/feed-counters.ts'
export { FeedHub, type FeedHubOptions } from './feed/feed-hub.ts'
export {
  endpointItemSchema,
  memberItemSchema,
  networkItemSchema,
  populationItemSchema,
  portItemSchema,
  type EndpointItem,
  type MemberItem,
  type NetworkItem,
  type PopulationItem,
  type NetworkItemSegment,
  type PortItem,
} from './feed/payloads.ts'

export {
  L2_ENTITY,
  LINK_PROTOCOL,
  agentFrameSchema,
  controllerFrameSchema,
  type AgentFrame,
  type ControllerFrame,
  type PortReport,
  type TopicState,
} from './link/frames.ts'
export type { LinkIdentity } from './link/agent-identity.ts'
export type { AgentIdentity, AgentPermissions, MayWatch } from './link/agent-permissions.ts'
export type { Channel } from './link/channel.ts'
export { channelPair } from './link/local-channel.ts'
export type { SessionOptions } from './link/session-options.ts'
export { AgentSessions } from './link/sessions.ts'

export type { Cause, Desired, DeviceState, Step, StepResult } from './desired/device-state.ts'
export { UNWANTED, diff } from './desired/diff.ts'
export { DesiredTable, type Explanation, type FailedStep } from './desired/desired-table.ts'
export { driftSize, type Drift, type DriftEntry } from './desired/drift.ts'
export type { Claim } from './desired/claim.ts'
export type { Plan, PlanOptions } from './desired/plan.ts'
export { sameState } from './desired/same-state.ts'

export type { Command, DeviceKind, ReadScope } from './driver/device-kind.ts'
export type { HostAccess, OneCommand } from './driver/host-access.ts'
export {
  agentMark,
  isCurrentMark,
  isMarkOf,
  ownershipMark,
  readOwnershipMark,
  type OwnershipMark,
} from './driver/ownership-mark.ts'
export type { Host } from './driver/host.ts'
export type { HostEvent } from './driver/host-event.ts'
export type { FirewallRenderer } from './driver/firewall-renderer.ts'
export type { SpoofCount } from './driver/spoof-count.ts'
export type { Rendered, SwitchRenderer } from './driver/switch-renderer.ts'
export type { TypeDriver } from './driver/type-driver.ts'
export type { MechanismDriver } from './driver/mechanism-driver.ts'
export type {
  BindingContext,
  BindingDecision,
  FinalBinding,
  NetworkContext,
  PartialBinding,
  PortContext,
  SubnetContext,
} from './driver/contexts.ts'
export type { ExtendedResource, ExtensionDriver } from './driver/extension-driver.ts'

export { createContainer, inject, injectAll, injectable, singleton } from './registry/di.ts'
export type { DependencyContainer, InjectionToken } from './registry/di.ts'
export type { DriverKind, DriverModule, DriverPackage, IniSections } from './registry/driver-module.ts'
export { resolveDriver } from './registry/resolve-driver.ts'
export { EXTENSION_DRIVER, LOGGER, MECHANISM_DRIVER, ML2_OPTIONS, STORE, TYPE_DRIVER } from './registry/tokens.ts'

export type { Page, SortKey } from './ml2/query/page.ts'
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
} from './ml2/services.ts'
export type { QuotaService, RbacPolicyService, TagService } from './ml2/tenancy-services.ts'
export type { AddressGroupService } from './ml2/address-group-service.ts'
export type { TrunkService } from './ml2/trunk-service.ts'
export type { PolicyRuleService, QosPolicyService, QosRuleService, QosRuleTypeService } from './ml2/qos-services.ts'
export { DEFAULT_ML2_OPTIONS, type Ml2Options } from './ml2/ml2-options.ts'
export { DEFAULT_HOOK_DEADLINES, type HookDeadlines } from './ml2/hook-runner.ts'
export { TunnelTypeDriver, type TunnelTypeOptions } from './ml2/tunnel-type-driver.ts'
export { SegmentPool, type SegmentPoolOptions } from './ml2/segment-pool.ts'
export { checkIdRanges, parseIdRanges, type IdBounds, type IdRange } from './ml2/id-ranges.ts'
export { physicalMtu, tunnelMtu } from './ml2/mtu.ts'
export { IniSectionReader } from './config/ini-section-reader.ts'
export type { IniFile } from './config/scan-ini.ts'
export { readIniFiles, type IniConfig } from './config/read-ini-files.ts'
export { writeIni } from './config/write-ini.ts'
export { readMl2Ini, type Ml2Ini } from './config/ml2-ini.ts'
export { nearestName } from './config/nearest-name.ts'
export type { OptionCatalogue } from './config/option-catalogue.ts'
export {
  NOTES as OPTION_NOTES,
  REFUSALS as OPTION_REFUSALS,
  accountForOptions,
  type OptionAccount,
  type OptionsWithoutEffect,
} from './config/account-for-options.ts'
export { foreignExtensions } from './config/neutron/in-tree-plugins.ts'
export { RecordedReads } from './config/recorded-reads.ts'
export type { Netloom, NetloomOptions } from './netloom.ts'
export { createNetloom } from './create-netloom.ts'
export { bindByAgent, type AgentBinding, type Refusal } from './ml2/binding/bind-by-agent.ts'

export { systemClock, type Clock } from './clock.ts'
export { silentLogger, type Logger } from './logger.ts'

export {
  BadRequestError,
  ConflictError,
  NetworkingError,
  NotFoundError,
  ServiceUnavailableError,
} from './errors/networking-error.ts'
export {
  FlatNetworkInUseError,
  InvalidFieldsError,
  InvalidInputError,
  type FieldProblem,
  NoNetworkAvailableError,
  SegmentPoolContendedError,
  TunnelIdInUseError,
  VlanIdInUseError,
} from './errors/segment-errors.ts'
export { StoreUnavailableError } from './errors/store-errors.ts'
export { ConfigurationError, type ConfigurationProblem } from './errors/configuration-error.ts'
export { HookDeadlineError, MechanismDriverError, type DriverFault } from './errors/driver-errors.ts'
export { DriverStartError } from './errors/start-errors.ts'
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
  IdInUseError,
  InvalidSharedSettingError,
  NetworkInUseError,
  NetworkMtuSubnetConflictError,
} from './errors/network-errors.ts'
export {
  DnsNameserversExhaustedError,
  GatewayConflictWithAllocationPoolsError,
  GatewayIpInUseError,
  HostRoutesExhaustedError,
  InvalidSubnetServiceTypeError,
  InvalidAllocationPoolError,
  OutOfBoundsAllocationPoolError,
  OverlappingAllocationPoolsError,
  SubnetInUseError,
} from './errors/subnet-errors.ts'
export {
  AllowedAddressPairExhaustedError,
  MacAddressGenerationFailureError,
  MacAddressInUseError,
  PortBoundError,
  PortInUseError,
  DuplicateAddressPairError,
} from './errors/port-errors.ts'
export {
  InvalidIpForNetworkError,
  InvalidIpForSubnetError,
  IpAddressAlreadyAllocatedError,
  IpAddressGenerationFailureError,
  NoMatchingSubnetError,
} from './errors/address-errors.ts'
export {
  DuplicateRbacPolicyError,
  InvalidActionForTypeError,
  RbacPolicyInUseError,
  RbacPolicyNotFoundError,
} from './errors/rbac-errors.ts'
export { AdminRequiredError, OverQuotaError, QuotaBelowUseError, QuotaNotFoundError } from './errors/quota-errors.ts'
export { TagNotFoundError, TagResourceNotFoundError } from './errors/tag-errors.ts'

export type { AddressScope, AddressScopeCreate, AddressScopeUpdate } from './model/address-scope.ts'
export type { OnboardedSubnet, Subnetpool, SubnetpoolCreate, SubnetpoolUpdate } from './model/subnetpool.ts'
export type { NetworkIpAvailability, SubnetIpAvailability } from './model/network-ip-availability.ts'
export type { NamedSegment, SegmentCreate, SegmentUpdate } from './model/segment.ts'
export type {
  AddressScopeService,
  NetworkIpAvailabilityService,
  SegmentService,
  SubnetpoolService,
} from './ml2/addressing-services.ts'
export { canonicalPrefix } from './ml2/ipam/cidr.ts'
export { isTurnOver, mapInTurns, yieldLongTurn } from './event-loop-turns.ts'
export { LIMITS, pythonJsonLength } from './limits.ts'
export { readPermittedEthertypes } from './config/permitted-ethertypes.ts'
export { ONE_LINE } from './model/one-line.ts'
export { agentTopic } from './ml2/agents/agent-topic.ts'
export { DHCP_OPTION_NAME, dhcpOptionProblem, isBlankAllowed } from './model/dhcp-option.ts'

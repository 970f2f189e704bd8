import type {
  AddressScopeService,
  NetworkIpAvailabilityService,
  SegmentService,
  SubnetpoolService,
} from './ml2/addressing-services.ts'
import type {
  AgentRecordService,
  AgentService,
  AvailabilityZoneService,
  NetworkService,
  PortService,
  SubnetService,
} from './ml2/services.ts'
import type { QuotaService, RbacPolicyService, TagService } from './ml2/tenancy-services.ts'
import type { AddressGroupService } from './ml2/address-group-service.ts'
import type { QosPolicyService, QosRuleService, QosRuleTypeService } from './ml2/qos-services.ts'
import type { TrunkService } from './ml2/trunk-service.ts'
import type { DhcpSchedulingService } from './ml2/dhcp/dhcp-scheduling-service.ts'
import type { HookDeadlines } from './ml2/hook-runner.ts'
import type { LinkIdentity } from './link/agent-identity.ts'
import type { MayWatch } from './link/agent-permissions.ts'
import type { Channel } from './link/channel.ts'
import type { AgentFrame, ControllerFrame } from './link/frames.ts'
import type { DriverModule } from './registry/driver-module.ts'
import type { Clock } from './clock.ts'
import type { Feed } from './feed/feed.ts'
import type { Logger } from './logger.ts'
import type { Ml2Options } from './ml2/ml2-options.ts'
import type { Store } from './store/store.ts'
import type { StoreHealth } from './store/store-health.ts'

export interface NetloomOptions {
  /** Drivers, in order. */
  readonly modules: readonly DriverModule[]
  readonly store: Store
  readonly ml2?: Partial<Ml2Options>
  /** How long drivers' hooks are waited for. */
  readonly hookDeadlines?: Partial<HookDeadlines>
  readonly logger?: Logger
  readonly clock?: Clock
  /** About how many changes the store's log keeps, for agents that come back. Default 50,000. */
  readonly retainedChanges?: number
  /** Which agents may watch topics of kinds that drivers of yours publish. Default: those that end in the agent's host. */
  readonly mayWatch?: MayWatch
}

/** A controller without HTTP: services, feed and the controller's end of the agent link. */
export interface Netloom {
  readonly networks: NetworkService
  readonly subnets: SubnetService
  readonly ports: PortService
  readonly agents: AgentService
  readonly subnetpools: SubnetpoolService
  readonly addressScopes: AddressScopeService
  readonly segments: SegmentService
  readonly networkIpAvailabilities: NetworkIpAvailabilityService
  readonly dhcpScheduling: DhcpSchedulingService
  readonly agentRecords: AgentRecordService
  readonly availabilityZones: AvailabilityZoneService
  readonly rbacPolicies: RbacPolicyService
  readonly quotas: QuotaService
  readonly trunks: TrunkService
  readonly addressGroups: AddressGroupService
  readonly qosPolicies: QosPolicyService
  readonly qosRules: QosRuleService
  readonly qosRuleTypes: QosRuleTypeService
  readonly tags: TagService
  /** Domain of hosts on networks that have none of their own, as configured. */
  readonly dnsDomain: string
  readonly feed: Feed
  /** Whether the store can be written; trouble is logged once when it begins, and once when it is over. */
  readonly storeHealth: StoreHealth
  /** Serves one agent over this channel until it closes. The transport (in process, WebSocket) is the caller's, and who it is. */
  serveAgent(channel: Channel<ControllerFrame, AgentFrame>, identity?: LinkIdentity): void
  /** Stops sessions, closes drivers in reverse order, then the store. Hooks that do not end are not waited for. */
  close(): Promise<void>
}

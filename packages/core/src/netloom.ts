import type {
  AddressScopeService,
  NetworkIpAvailabilityService,
  SegmentService,
  SubnetpoolService,
} from './services/addressing-services.ts'
import type {
  AgentRecordService,
  AgentService,
  AvailabilityZoneService,
  NetworkService,
  PortService,
  SubnetService,
} from './services/resource-services.ts'
import type { QuotaService, RbacPolicyService, TagService } from './services/tenancy-services.ts'
import type { QosPolicyService, QosRuleService, QosRuleTypeService } from './services/qos-services.ts'
import type { TrunkService } from './services/trunk-service.ts'
import type { ExtensionDriver } from './driver/extension-driver.ts'
import type { LinkIdentity } from './link/agent-identity.ts'
import type { Channel } from './link/channel.ts'
import type { AgentFrame, ControllerFrame } from './link/frames.ts'
import type { Feed } from './feed/feed.ts'
import type { NetloomServices } from './service/netloom-services.ts'
import type { ServiceModule } from './service/service-module.ts'
import type { StoreHealth } from './store/store-health.ts'

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
  readonly agentRecords: AgentRecordService
  readonly availabilityZones: AvailabilityZoneService
  readonly rbacPolicies: RbacPolicyService
  readonly quotas: QuotaService
  readonly trunks: TrunkService
  readonly qosPolicies: QosPolicyService
  readonly qosRules: QosRuleService
  readonly qosRuleTypes: QosRuleTypeService
  readonly tags: TagService
  /** What adds attributes to networks, subnets and ports, for who declares the API. */
  readonly extensionDrivers: readonly Pick<ExtensionDriver, 'name' | 'aliases' | 'description' | 'attributes'>[]
  /** What services beside these bring, by name; packages give them types by augmenting `NetloomServices`. */
  readonly services: NetloomServices
  /** The services that run, in the order of their start, for who declares the API. */
  readonly serviceModules: readonly Pick<
    ServiceModule,
    'name' | 'packageName' | 'aliases' | 'aliasTexts' | 'description' | 'quotas' | 'taggedTypes'
  >[]
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

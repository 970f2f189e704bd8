// The whole public API of @netloom/lbaas's controller half, and what its hosts are told. What it adds to the REST API is in
// `@netloom/lbaas/api`, what touches a host in `@netloom/lbaas/agent`.
export { loadBalancers, type PartsOf, servicePackage } from './controller/lbaas-service.ts'
export type { LbaasOptions } from './controller/base/lbaas-options.ts'
export { HAPROXY_PROVIDER, type LoadBalancerProvider } from './controller/base/provider.ts'
export type { LoadBalancerService } from './controller/balancers/load-balancer-service.ts'
export type { LoadBalancerProblem, LoadBalancerStatusService } from './controller/balancers/status-service.ts'
export type { AttributesOf, LoadBalancerAttributes, ObjectKind } from './controller/model/kinds.ts'
export type { ProvisioningStatus, Stats } from './controller/model/lb-object.ts'
export type {
  HealthMonitorCreate,
  HealthMonitorUpdate,
  L7PolicyCreate,
  L7PolicyUpdate,
  L7RuleCreate,
  L7RuleUpdate,
  ListenerCreate,
  ListenerUpdate,
  LoadBalancerCreate,
  LoadBalancerUpdate,
  MemberCreate,
  MemberUpdate,
  NamedRequest,
  PoolCreate,
  PoolUpdate,
} from './controller/model/requests.ts'
export type { Ref, Shown } from './controller/model/shown.ts'
export type { MemberService } from './controller/objects/member-service.ts'
export type { KindRules, ObjectService } from './controller/objects/object-service.ts'
export type {
  HealthMonitorService,
  L7PolicyService,
  L7RuleService,
  ListenerService,
  PoolService,
} from './controller/objects/services.ts'
export type { LoadBalancerSchedulingService } from './controller/scheduling/balancer-scheduling.ts'
export type {
  HealthMonitorItem,
  L7PolicyItem,
  L7RuleItem,
  ListenerItem,
  LoadBalancerAssignmentItem,
  LoadBalancerItem,
  MemberItem,
  PoolItem,
  SessionPersistence,
  VipAddress,
  VipItem,
} from './wire/load-balancer-items.ts'
export type {
  LoadBalancerDriver,
  LoadBalancerDriverPackage,
  ObjectStatus,
  ServedLoadBalancer,
} from './wire/load-balancer-driver.ts'
export {
  assignmentKey,
  healthMonitorKey,
  l7PolicyKey,
  l7RuleKey,
  LB_AGENT_TYPE,
  LB_ENTITY,
  LB_TOPICS,
  lbTopic,
  listenerKey,
  LOAD_BALANCER_KEY,
  LOAD_BALANCER_KIND,
  loadBalancerTopic,
  memberKey,
  poolKey,
  vipKey,
} from './wire/load-balancer-topics.ts'
export type { ObjectFacts } from './wire/object-facts.ts'

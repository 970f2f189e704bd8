// The whole public API of @netloom/lbaas's controller half, and what its hosts are told. What it adds to the REST API is in
// `@netloom/lbaas/api`, what touches a host in `@netloom/lbaas/agent`.
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

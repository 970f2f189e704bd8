import type { LbEnvironment } from '../base/environment.ts'
import { lbErrors } from '../errors/lb-errors.ts'
import type { ObjectKind } from '../model/kinds.ts'
import type {
  HealthMonitorCreate,
  HealthMonitorUpdate,
  L7PolicyCreate,
  L7PolicyUpdate,
  L7RuleCreate,
  L7RuleUpdate,
  ListenerCreate,
  ListenerUpdate,
  PoolCreate,
  PoolUpdate,
} from '../model/requests.ts'
import { addListener, changeListener } from './listeners.ts'
import { addMonitor, changeMonitor } from './monitors.ts'
import { type KindRules, ObjectService } from './object-service.ts'
import { addPolicy, changePolicy, removePolicy } from './policies.ts'
import { addPool, changePool, removePool } from './pools.ts'
import { addRule, changeRule } from './rules.ts'

export type ListenerService = ObjectService<'listener', ListenerCreate, ListenerUpdate>
export type PoolService = ObjectService<'pool', PoolCreate, PoolUpdate>
export type HealthMonitorService = ObjectService<'healthmonitor', HealthMonitorCreate, HealthMonitorUpdate>
export type L7PolicyService = ObjectService<'l7policy', L7PolicyCreate, L7PolicyUpdate>
export type L7RuleService = ObjectService<'l7rule', L7RuleCreate, L7RuleUpdate>

interface Target {
  readonly kind: ObjectKind
  readonly id: string
}

const named = (kind: ObjectKind, id: string | undefined, problem: string): Target => {
  if (id === undefined) throw lbErrors.validation(problem)
  return { kind, id }
}

const LISTENERS: KindRules<'listener', ListenerCreate, ListenerUpdate> = {
  kind: 'listener',
  target: ({ loadbalancerId }) => named('loadbalancer', loadbalancerId, 'Must provide loadbalancer_id'),
  add: addListener,
  change: changeListener,
  fields: ['protocol', 'protocolPort', 'connectionLimit', 'defaultPoolId'],
}

const POOLS: KindRules<'pool', PoolCreate, PoolUpdate> = {
  kind: 'pool',
  target: ({ loadbalancerId, listenerId }) =>
    listenerId === undefined
      ? named('loadbalancer', loadbalancerId, 'Must provide at least one of: loadbalancer_id, listener_id')
      : { kind: 'listener', id: listenerId },
  add: addPool,
  change: changePool,
  remove: (draft, { id }) => {
    removePool(draft, id)
  },
  fields: ['protocol', 'lbAlgorithm', 'healthmonitorId'],
}

const MONITORS: KindRules<'healthmonitor', HealthMonitorCreate, HealthMonitorUpdate> = {
  kind: 'healthmonitor',
  target: ({ poolId }) => named('pool', poolId, 'Must provide pool_id'),
  add: addMonitor,
  change: changeMonitor,
  fields: ['type', 'delay', 'timeout', 'maxRetries', 'httpMethod', 'urlPath'],
}

const POLICIES: KindRules<'l7policy', L7PolicyCreate, L7PolicyUpdate> = {
  kind: 'l7policy',
  target: ({ listenerId }) => named('listener', listenerId, 'Must provide listener_id'),
  add: addPolicy,
  change: changePolicy,
  remove: removePolicy,
  fields: ['action', 'position', 'listenerId', 'redirectPoolId', 'redirectUrl'],
}

export const listenerService = (env: LbEnvironment): ListenerService => new ObjectService(env, LISTENERS)
export const poolService = (env: LbEnvironment): PoolService => new ObjectService(env, POOLS)
export const monitorService = (env: LbEnvironment): HealthMonitorService => new ObjectService(env, MONITORS)
export const policyService = (env: LbEnvironment): L7PolicyService => new ObjectService(env, POLICIES)

/** Rules of one policy. */
export const ruleService = (env: LbEnvironment, policyId: string): L7RuleService =>
  new ObjectService<'l7rule', L7RuleCreate, L7RuleUpdate>(
    env,
    {
      kind: 'l7rule',
      target: () => ({ kind: 'l7policy', id: policyId }),
      add: (draft, request) => addRule(draft, policyId, request),
      change: changeRule,
      fields: ['type', 'compareType', 'key', 'value', 'invert'],
    },
    { kind: 'l7policy', id: policyId },
  )

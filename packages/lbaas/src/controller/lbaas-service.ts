import { CONTRACT, type ServiceModule, type ServicePackage } from '@netloom/core'
import { LB_AGENT_TYPE, LB_ENTITY, LB_TOPICS } from '../wire/load-balancer-topics.ts'
import {
  type LbaasOptions,
  type ParsedLbaasOptions,
  parseLbaasOptions,
  readLbaasOptions,
} from './base/lbaas-options.ts'
import { LoadBalancerService } from './balancers/load-balancer-service.ts'
import { LoadBalancerStatusService } from './balancers/status-service.ts'
import { QUOTAS } from './model/kinds.ts'
import { MemberService } from './objects/member-service.ts'
import {
  type HealthMonitorService,
  type L7PolicyService,
  type L7RuleService,
  listenerService,
  type ListenerService,
  monitorService,
  policyService,
  poolService,
  type PoolService,
  ruleService,
} from './objects/services.ts'
import { sweepPorts } from './ports/sweep-ports.ts'
import { VipListener } from './ports/vip-listener.ts'
import { LbReports } from './reports/lb-reports.ts'
import { BalancerKind } from './scheduling/balancer-kind.ts'
import { LoadBalancerSchedulingService } from './scheduling/balancer-scheduling.ts'
import { migrations } from './store/migrations.ts'
import { OWN_TABLES } from './store/tables.ts'

/** What hangs on one object: `lbMembers.of(poolId)`. */
export interface PartsOf<Service> {
  of(id: string): Service
}

declare module '@netloom/core' {
  interface NetloomServices {
    readonly loadBalancers: LoadBalancerService
    readonly lbListeners: ListenerService
    readonly lbPools: PoolService
    readonly lbHealthMonitors: HealthMonitorService
    readonly lbL7Policies: L7PolicyService
    /** Of a pool. */
    readonly lbMembers: PartsOf<MemberService>
    /** Of a policy. */
    readonly lbL7Rules: PartsOf<L7RuleService>
    readonly lbStatuses: LoadBalancerStatusService
    /** Which agent has which balancer. */
    readonly loadBalancerScheduling: LoadBalancerSchedulingService
  }
}

const NAME = 'lbaasv2'

/**
 * Load balancers as Octavia's API has them: `createNetloom({ modules: [vxlan(…), linuxbridge(), loadBalancers()], … })`. Each is
 * given to an agent, and its VIP's port is bound to the host of that.
 * @throws {ConfigurationError} naming every bad option
 */
export function loadBalancers(options: LbaasOptions = {}): ServiceModule {
  return lbaasModule(parseLbaasOptions(options))
}

/** `service_plugins = lbaasv2`. */
export const servicePackage: ServicePackage = {
  kind: 'service',
  name: NAME,
  fromIni: (ini) => lbaasModule(readLbaasOptions(ini)),
}

function lbaasModule(options: ParsedLbaasOptions): ServiceModule {
  return {
    contract: CONTRACT,
    kind: 'service',
    name: NAME,
    packageName: '@netloom/lbaas',
    aliases: ['lbaasv2'],
    aliasTexts: {
      lbaasv2: {
        name: 'LoadBalancing service v2',
        description: 'Extension for LoadBalancing service v2',
        updated: '2014-06-18T10:00:00-00:00',
      },
    },
    description: 'Load balancers: listeners, pools, members and monitors',
    tables: OWN_TABLES,
    migrations,
    quotas: Object.fromEntries(Object.values(QUOTAS).map((name) => [name, -1])),
    topics: LB_TOPICS,
    entities: { [LB_ENTITY]: { agentType: LB_AGENT_TYPE } },
    start: (engine) => {
      const schedule = engine.scheduler.schedule(new BalancerKind({ engine, options }))
      const env = { engine, options, schedule }
      return Promise.resolve({
        services: {
          loadBalancers: new LoadBalancerService(env),
          lbListeners: listenerService(env),
          lbPools: poolService(env),
          lbHealthMonitors: monitorService(env),
          lbL7Policies: policyService(env),
          lbMembers: { of: (poolId: string) => new MemberService(env, poolId) },
          lbL7Rules: { of: (policyId: string) => ruleService(env, policyId) },
          lbStatuses: new LoadBalancerStatusService(env),
          loadBalancerScheduling: new LoadBalancerSchedulingService(env),
        },
        listeners: [new VipListener(env)],
        reports: { [LB_ENTITY]: new LbReports(env) },
        sweep: () => sweepPorts(env),
      })
    },
  }
}

import { CONTRACT, type ServiceModule, type ServicePackage } from '@netloom/core'
import { L3_AGENT_TYPE, L3_ENTITY, L3_TOPICS } from '../wire/router-topics.ts'
import { ALIAS_TEXTS } from './aliases.ts'
import { PortWork } from './base/port-work.ts'
import { standbyPorts } from './ha/standby-ports.ts'
import { removeHaLeftovers } from './ha/ha-leftovers.ts'
import { ConntrackHelperService } from './conntrack-helpers/conntrack-helper-service.ts'
import { FloatingIpService } from './floating-ips/floating-ip-service.ts'
import {
  type L3ServiceOptions,
  type ParsedL3ServiceOptions,
  parseL3ServiceOptions,
  readL3ServiceOptions,
} from './base/l3-service-options.ts'
import { PortForwardingService } from './port-forwardings/port-forwarding-service.ts'
import { L3Listener } from './ports/l3-listener.ts'
import { L3Reports } from './reports/l3-reports.ts'
import { RouterService } from './routers/router-service.ts'
import { RouterKind } from './scheduling/router-kind.ts'
import { RouterSchedulingService } from './scheduling/router-scheduling.ts'
import { migrations } from './store/migrations.ts'
import { OWN_TABLES } from './store/tables.ts'

declare module '@netloom/core' {
  interface NetloomServices {
    readonly routers: RouterService
    readonly floatingIps: FloatingIpService
    readonly portForwardings: PortForwardingService
    readonly conntrackHelpers: ConntrackHelperService
    /** Which L3 agent has which router. */
    readonly routerScheduling: RouterSchedulingService
  }
}

const NAME = 'router'

/**
 * Routers and floating IPs: `createNetloom({ modules: [vxlan(…), linuxbridge(), routers()], … })`. Each router is given to an L3
 * agent, and its ports are bound to the host of that.
 * @throws {ConfigurationError} naming every bad option
 */
export function routers(options: L3ServiceOptions = {}): ServiceModule {
  return l3Module(parseL3ServiceOptions(options))
}

/** Loaded without being named in `service_plugins`: a cloud without routers leads nowhere. */
export const servicePackage: ServicePackage = {
  kind: 'service',
  name: NAME,
  fromIni: (ini) => l3Module(readL3ServiceOptions(ini)),
}

function l3Module(options: ParsedL3ServiceOptions): ServiceModule {
  return {
    contract: CONTRACT,
    kind: 'service',
    name: NAME,
    packageName: '@netloom/agent-l3',
    aliases: Object.keys(ALIAS_TEXTS),
    aliasTexts: ALIAS_TEXTS,
    description: 'Routers between networks and to the outside, floating IPs and port forwardings',
    tables: OWN_TABLES,
    migrations,
    taggedTypes: {
      routers: { table: 'routers', service: 'routers' },
      floatingips: { table: 'floating_ips', service: 'floatingIps' },
    },
    topics: L3_TOPICS,
    entities: { [L3_ENTITY]: { agentType: L3_AGENT_TYPE } },
    start: (engine) => {
      const work = new PortWork()
      const schedule = engine.scheduler.schedule(new RouterKind({ engine, options, work }))
      const env = { engine, options, schedule, work }
      return Promise.resolve({
        services: {
          routers: new RouterService(env),
          floatingIps: new FloatingIpService(env),
          portForwardings: new PortForwardingService(env),
          conntrackHelpers: new ConntrackHelperService(env),
          routerScheduling: new RouterSchedulingService(engine, schedule),
        },
        listeners: [new L3Listener(env)],
        standby: standbyPorts,
        reports: { [L3_ENTITY]: new L3Reports(env) },
        sweep: () => removeHaLeftovers(env),
      })
    },
  }
}

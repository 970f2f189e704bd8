import { CONTRACT, type ServiceModule, type ServicePackage } from '@netloom/core'
import { DHCP_AGENT_TYPE, DHCP_ENTITY } from '@netloom/core/dhcp'
import { DhcpNetworks } from './dhcp-networks.ts'
import { DhcpPublisher } from './dhcp-publisher.ts'
import { DhcpReports } from './dhcp-reports.ts'
import { DhcpScheduling } from './dhcp-scheduling.ts'
import type { DhcpSchedulingService } from './dhcp-scheduling-service.ts'
import {
  type DhcpServiceOptions,
  type ParsedDhcpServiceOptions,
  parseDhcpServiceOptions,
  readDhcpServiceOptions,
} from './dhcp-service-options.ts'
import { DHCP_TOPICS } from '../wire/dhcp-topics.ts'

declare module '@netloom/core' {
  interface NetloomServices {
    /** Which DHCP agent serves which network; there only with `dhcp()` among the modules. */
    readonly dhcp: DhcpSchedulingService
  }
}

const DHCP = 'dhcp'

/**
 * DHCP servers for networks: `createNetloom({ modules: [dhcp()], … })`. Networks are given to DHCP agents, each gets a port from
 * which it answers, and ports become ACTIVE when a server knows them, too.
 * @throws {ConfigurationError} naming every bad option
 */
export function dhcp(options: DhcpServiceOptions = {}): ServiceModule {
  return dhcpModule(parseDhcpServiceOptions(options))
}

/** A service without which a controller would hand out no addresses: loaded without being named in `service_plugins`. */
export const servicePackage: ServicePackage = {
  kind: 'service',
  name: DHCP,
  fromIni: (ini) => dhcpModule(readDhcpServiceOptions(ini)),
}

function dhcpModule(options: ParsedDhcpServiceOptions): ServiceModule {
  return {
    contract: CONTRACT,
    kind: 'service',
    name: DHCP,
    packageName: '@netloom/agent-dhcp',
    aliases: ['dhcp_agent_scheduler'],
    aliasTexts: {
      dhcp_agent_scheduler: {
        name: 'DHCP Agent Scheduler',
        description: 'Schedule networks among dhcp agents',
        updated: '2013-02-07T10:00:00-00:00',
      },
    },
    description: 'Addresses and options for guests, by DHCP agents',
    topics: DHCP_TOPICS,
    entities: { [DHCP_ENTITY]: { agentType: DHCP_AGENT_TYPE } },
    start: (engine) => {
      const env = { engine, options }
      const schedule = engine.scheduler.schedule(new DhcpNetworks(env))
      return Promise.resolve({
        services: { dhcp: new DhcpScheduling(engine, schedule) },
        listeners: [new DhcpPublisher(env, schedule)],
        reports: { [DHCP_ENTITY]: new DhcpReports(engine) },
      })
    },
  }
}

import { DEFAULT_ML2_OPTIONS, LOGGER, ML2_OPTIONS, type Netloom, silentLogger, STORE, systemClock } from '@netloom/core'
import { createContainer, DriverRegistry, withDeadline } from '@netloom/core/registry'
import { StoreWatch } from './store/store-watch.ts'
import { watchedStore, withoutStoreTrouble } from './store/watched-store.ts'
import { FeedHub } from './feed/feed-hub.ts'
import { StoredAgentPermissions } from './link/agent-permissions.ts'
import { AgentSessions } from './link/sessions.ts'
import { Ml2AddressScopeService } from './address-scopes/address-scope-service.ts'
import { AgentDirectory } from './agents/agent-directory.ts'
import { Ml2AgentRecordService } from './agents/agent-record-service.ts'
import { Ml2AgentService } from './agents/agent-service.ts'
import { AgentWatch } from './agents/agent-watch.ts'
import { Ml2NetworkIpAvailabilityService } from './availability/availability-service.ts'
import { Ml2AvailabilityZoneService } from './agents/availability-zone-service.ts'
import { Binder } from './binding/binder.ts'
import type { Ml2Environment } from './environment.ts'
import { DhcpPublisher } from './dhcp/dhcp-publisher.ts'
import { DhcpReconciler } from './dhcp/dhcp-reconciler.ts'
import { Ml2DhcpSchedulingService } from './dhcp/dhcp-scheduling-service.ts'
import { extendedPorts, extendedService } from './extensions/extended-service.ts'
import { ExtensionManager } from './extensions/extension-manager.ts'
import { DEFAULT_HOOK_DEADLINES, HookRunner } from './hook-runner.ts'
import { MechanismManager } from './mechanism-manager.ts'
import { completeNetworkItems } from './networks/complete-items.ts'
import { Ml2NetworkService } from './networks/network-service.ts'
import { Ml2PortService } from './ports/port-service.ts'
import { Ml2AddressGroupService } from './address-groups/address-group-service.ts'
import { Ml2QosPolicyService } from './qos/qos-policy-service.ts'
import { Ml2QosRuleService } from './qos/qos-rule-service.ts'
import { Ml2QosRuleTypeService } from './qos/rule-type-service.ts'
import { Ml2QuotaService } from './quotas/quota-service.ts'
import { Ml2RbacPolicyService } from './rbac/rbac-policy-service.ts'
import { Ml2SegmentService } from './segments/segment-service.ts'
import { Ml2SubnetpoolService } from './subnetpools/subnetpool-service.ts'
import { Ml2SubnetService } from './subnets/subnet-service.ts'
import { Ml2TagService } from './tags/tag-service.ts'
import { Ml2TrunkService } from './trunks/trunk-service.ts'
import { TypeManager } from './type-manager.ts'
import { judgeOptions } from './options/judge-options.ts'
import type { NetloomOptions } from './options/netloom-options.ts'

/** Milliseconds that a close waits for the DHCP scheduler's turn. */
const CLOSE_PATIENCE = 10_000

/**
 * Opens the store, starts the drivers in order and returns the services. Nothing is left open when it fails. Several
 * instances may live in one process; they share nothing.
 * @throws {ConfigurationError} {@link DriverStartError} {@link StoreUnavailableError}
 */
export async function createNetloom(givenOptions: NetloomOptions): Promise<Netloom> {
  const judged = judgeOptions(givenOptions)
  const { modules, store: given, ml2, hookDeadlines, retainedChanges: retain, mayWatch } = judged
  const { logger: log = silentLogger, clock = systemClock } = judged
  const options = { ...DEFAULT_ML2_OPTIONS, ...ml2 }
  const storeHealth = new StoreWatch(given, clock, log)
  const store = watchedStore(given, storeHealth)
  const logger = withoutStoreTrouble(log, storeHealth)
  const container = createContainer()
  container.register(STORE, { useValue: store })
  container.register(LOGGER, { useValue: logger })
  container.register(ML2_OPTIONS, { useValue: options })
  const registry = new DriverRegistry(container, modules, logger)
  const directory = new AgentDirectory(clock, options.agentDownTime)
  // The services it works with do not exist yet.
  const later: { dhcp?: DhcpReconciler } = {}
  const publisher = new DhcpPublisher({ options, agents: directory }, (networkId) => later.dhcp?.due(networkId))
  const hooks = new HookRunner({ ...DEFAULT_HOOK_DEADLINES, ...hookDeadlines }, logger)
  const mechanisms = new MechanismManager(registry.mechanismDrivers, store, logger, hooks, [publisher])
  const env: Ml2Environment = {
    store,
    options,
    types: new TypeManager(
      registry.typeDrivers,
      options.projectNetworkTypes,
      options.externalNetworkType,
      hooks,
      logger,
    ),
    mechanisms,
    extensions: new ExtensionManager(registry.extensionDrivers, hooks, logger),
    agents: directory,
    clock,
    logger,
  }
  await store.initialize()
  try {
    await registry.initialize()
  } catch (error) {
    storeHealth.close()
    await store.close()
    throw error
  }
  const networks = new Ml2NetworkService(env)
  const subnets = new Ml2SubnetService(env)
  const subnetpools = new Ml2SubnetpoolService(env)
  const binder = new Binder(env)
  const ports = new Ml2PortService(env, binder)
  const dhcp = new DhcpReconciler(env, ports)
  later.dhcp = dhcp
  const agents = new Ml2AgentService(env, ports, dhcp)
  const policies = new Ml2QosPolicyService(env)
  const trunks = new Ml2TrunkService(env, binder)
  const watch = new AgentWatch(env)
  await watch.start()
  await completeNetworkItems(env).catch((error: unknown) => {
    logger.error({ err: error }, 'networks of an earlier release could not be published anew')
  })
  await ports.resumeBinding().catch((error: unknown) => {
    logger.error({ err: error }, 'ports of an earlier life could not be bound')
  })
  await dhcp.sweep().catch((error: unknown) => {
    logger.error({ err: error }, 'DHCP agents of an earlier life could not be looked after')
  })
  const feed = new FeedHub({ log: store.log, logger, clock, ...(retain !== undefined && { retain }) })
  const permissions = new StoredAgentPermissions(store.db, mayWatch)
  const heartbeatInterval = options.reportInterval
  const sessions = new AgentSessions({ feed, agents, ports, logger, clock, permissions, heartbeatInterval })
  return {
    networks: extendedService('network', networks, env),
    subnets: extendedService('subnet', subnets, env),
    ports: extendedPorts(ports, env),
    extensionDrivers: env.extensions.drivers,
    agents,
    subnetpools,
    addressScopes: new Ml2AddressScopeService(env),
    segments: new Ml2SegmentService(env),
    networkIpAvailabilities: new Ml2NetworkIpAvailabilityService(env),
    dhcpScheduling: new Ml2DhcpSchedulingService(env, agents, dhcp),
    agentRecords: new Ml2AgentRecordService(agents),
    availabilityZones: new Ml2AvailabilityZoneService(store),
    rbacPolicies: new Ml2RbacPolicyService(env),
    quotas: new Ml2QuotaService(env),
    trunks,
    addressGroups: new Ml2AddressGroupService(env),
    qosPolicies: policies,
    qosRules: new Ml2QosRuleService(env),
    qosRuleTypes: new Ml2QosRuleTypeService(mechanisms.drivers),
    tags: new Ml2TagService(env, { networks, subnets, subnetpools, ports, policies, trunks }),
    dnsDomain: options.dnsDomain,
    feed,
    storeHealth,
    serveAgent: (channel, identity) => {
      sessions.serve(channel, identity)
    },
    close: async () => {
      storeHealth.close()
      sessions.closeAll()
      watch.close()
      hooks.close()
      await withDeadline(dhcp.close(), CLOSE_PATIENCE, () => new Error('a network is still being looked at')).catch(
        (error: unknown) => {
          logger.error({ err: error }, 'DHCP scheduling did not end in time')
        },
      )
      await feed.close()
      await registry.close()
      await store.close()
    },
  }
}

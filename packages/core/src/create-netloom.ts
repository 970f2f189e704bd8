import { systemClock } from './clock.ts'
import { FeedHub } from './feed/feed-hub.ts'
import { StoredAgentPermissions } from './link/agent-permissions.ts'
import { AgentSessions } from './link/sessions.ts'
import { silentLogger } from './logger.ts'
import { Ml2AddressScopeService } from './ml2/address-scopes/address-scope-service.ts'
import { AgentDirectory } from './ml2/agents/agent-directory.ts'
import { Ml2AgentRecordService } from './ml2/agents/agent-record-service.ts'
import { Ml2AgentService } from './ml2/agents/agent-service.ts'
import { AgentWatch } from './ml2/agents/agent-watch.ts'
import { Ml2NetworkIpAvailabilityService } from './ml2/availability/availability-service.ts'
import { Ml2AvailabilityZoneService } from './ml2/agents/availability-zone-service.ts'
import { Binder } from './ml2/binding/binder.ts'
import type { Ml2Environment } from './ml2/environment.ts'
import { DhcpPublisher } from './ml2/dhcp/dhcp-publisher.ts'
import { DhcpReconciler } from './ml2/dhcp/dhcp-reconciler.ts'
import { Ml2DhcpSchedulingService } from './ml2/dhcp/dhcp-scheduling-service.ts'
import { ExtensionManager } from './ml2/extension-manager.ts'
import { DEFAULT_HOOK_DEADLINES, HookRunner } from './ml2/hook-runner.ts'
import { MechanismManager } from './ml2/mechanism-manager.ts'
import { DEFAULT_ML2_OPTIONS } from './ml2/ml2-options.ts'
import { completeNetworkItems } from './ml2/networks/complete-items.ts'
import { Ml2NetworkService } from './ml2/networks/network-service.ts'
import { Ml2PortService } from './ml2/ports/port-service.ts'
import { Ml2AddressGroupService } from './ml2/address-groups/address-group-service.ts'
import { Ml2QosPolicyService } from './ml2/qos/qos-policy-service.ts'
import { Ml2QosRuleService } from './ml2/qos/qos-rule-service.ts'
import { Ml2QosRuleTypeService } from './ml2/qos/rule-type-service.ts'
import { Ml2QuotaService } from './ml2/quotas/quota-service.ts'
import { Ml2RbacPolicyService } from './ml2/rbac/rbac-policy-service.ts'
import { Ml2SegmentService } from './ml2/segments/segment-service.ts'
import { Ml2SubnetpoolService } from './ml2/subnetpools/subnetpool-service.ts'
import { Ml2SubnetService } from './ml2/subnets/subnet-service.ts'
import { Ml2TagService } from './ml2/tags/tag-service.ts'
import { Ml2TrunkService } from './ml2/trunks/trunk-service.ts'
import { TypeManager } from './ml2/type-manager.ts'
import type { Netloom, NetloomOptions } from './netloom.ts'
import { withDeadline } from './registry/deadline.ts'
import { createContainer } from './registry/di.ts'
import { DriverRegistry } from './registry/driver-registry.ts'
import { LOGGER, ML2_OPTIONS, STORE } from './registry/tokens.ts'
import { StoreWatch } from './store/store-health.ts'
import { watchedStore, withoutStoreTrouble } from './store/watched-store.ts'

/** Milliseconds that a close waits for the DHCP scheduler's turn. */
const CLOSE_PATIENCE = 10_000

/**
 * Opens the store, starts the drivers in order and returns the services. Nothing is left open when it fails. Several
 * instances may live in one process; they share nothing.
 * @throws {ConfigurationError} {@link DriverStartError} {@link StoreUnavailableError}
 */
export async function createNetloom({
  modules,
  store: given,
  ml2,
  hookDeadlines,
  logger: log = silentLogger,
  clock = systemClock,
  retainedChanges: retain,
  mayWatch,
}: NetloomOptions): Promise<Netloom> {
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
    types: new TypeManager(registry.typeDrivers, options.projectNetworkTypes, options.externalNetworkType, hooks),
    mechanisms,
    extensions: new ExtensionManager(registry.extensionDrivers, hooks),
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
    networks,
    subnets,
    ports,
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

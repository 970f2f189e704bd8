import {
  DEFAULT_ML2_OPTIONS,
  type DriverModule,
  type ExtensionDriver,
  LOGGER,
  ML2_OPTIONS,
  type Netloom,
  type ServiceModule,
  silentLogger,
  STORE,
  systemClock,
} from '@netloom/core'
import { createContainer, DriverRegistry } from '@netloom/core/registry'
import { StoreWatch } from './store/store-watch.ts'
import { watchedStore, withoutStoreTrouble } from './store/watched-store.ts'
import { FeedHub } from './feed/feed-hub.ts'
import { StoredAgentPermissions } from './link/agent-permissions.ts'
import { ServicePermissions } from './link/service-permissions.ts'
import { AgentSessions } from './link/sessions.ts'
import { Ml2AddressScopeService } from './address-scopes/address-scope-service.ts'
import { AgentDirectory } from './agent-directory/agent-directory.ts'
import { Ml2AgentRecordService } from './agents/agent-record-service.ts'
import { AgentFollowers } from './agents/agent-followers.ts'
import { Ml2AgentService } from './agents/agent-service.ts'
import { AgentWatch } from './agents/agent-watch.ts'
import { Ml2NetworkIpAvailabilityService } from './availability/availability-service.ts'
import { Ml2AvailabilityZoneService } from './availability-zones/availability-zone-service.ts'
import { boundElsewhere } from './binding/bound-elsewhere.ts'
import { Binder } from './binding/binder.ts'
import { Closers } from './base/closers.ts'
import type { Ml2Environment } from './environment/environment.ts'
import { extendedPorts, extendedService } from './extensions/extended-service.ts'
import { ExtensionManager } from './extensions/extension-manager.ts'
import { DEFAULT_HOOK_DEADLINES, HookRunner } from './hooks/hook-runner.ts'
import { MechanismManager } from './drivers/mechanism-manager.ts'
import { completeNetworkItems } from './networks/complete-items.ts'
import { Ml2NetworkService } from './networks/network-service.ts'
import { PortExtensions } from './environment/port-extensions.ts'
import { StandbyHosts } from './environment/standby-ports.ts'
import { Ml2PortService } from './ports/port-service.ts'
import { Ml2QosPolicyService } from './qos/qos-policy-service.ts'
import { Ml2QosRuleService } from './qos/qos-rule-service.ts'
import { Ml2QosRuleTypeService } from './qos/rule-type-service.ts'
import { limitsWith } from './quotas/quota-resources.ts'
import { Ml2QuotaService } from './quotas/quota-service.ts'
import { Ml2RbacPolicyService } from './rbac/rbac-policy-service.ts'
import { sharedTypesWith } from './environment/shareable-types.ts'
import { Ml2SegmentService } from './segments/segment-service.ts'
import { serviceEnvironment } from './services/service-environment.ts'
import { migrationProblem, ServiceManager } from './services/service-manager.ts'
import { serviceTags } from './services/service-tags.ts'
import { Ml2SubnetpoolService } from './subnetpools/subnetpool-service.ts'
import { Ml2SubnetService } from './subnets/subnet-service.ts'
import { Ml2TagService } from './tags/tag-service.ts'
import { Ml2TrunkService } from './trunks/trunk-service.ts'
import { Ml2AgentScheduler } from './scheduling/agent-scheduler.ts'
import { TypeManager } from './drivers/type-manager.ts'
import { defaultProjectTypes } from './options/default-types.ts'
import { judgeOptions } from './options/judge-options.ts'
import type { NetloomOptions } from './options/netloom-options.ts'

/**
 * Opens the store, starts the drivers in order and returns the services. Nothing is left open when it fails. Several
 * instances may live in one process; they share nothing.
 * @throws {ConfigurationError} {@link DriverStartError} {@link StoreUnavailableError}
 */
export async function createNetloom(givenOptions: NetloomOptions): Promise<Netloom> {
  const judged = judgeOptions(givenOptions)
  const closers = new Closers()
  try {
    return await start(judged, closers)
  } catch (error) {
    await closers.close().catch((fault: unknown) => {
      judged.logger?.error({ err: fault }, 'not everything could be closed after a failed start')
    })
    throw error
  }
}

async function start(judged: NetloomOptions, closers: Closers): Promise<Netloom> {
  const { modules, store: given, ml2, hookDeadlines, retainedChanges: retain, mayWatch } = judged
  const { logger: log = silentLogger, clock = systemClock } = judged
  const services = new ServiceManager(modules.filter(isService), log)
  const options = {
    ...DEFAULT_ML2_OPTIONS,
    projectNetworkTypes: defaultProjectTypes(modules),
    ...ml2,
    quotas: limitsWith(services.modules, ml2?.quotas),
  }
  const storeHealth = new StoreWatch(given, clock, log)
  closers.add(() => {
    storeHealth.close()
  })
  const store = watchedStore(given, storeHealth)
  const logger = withoutStoreTrouble(log, storeHealth)
  const container = createContainer()
  container.register(STORE, { useValue: store })
  container.register(LOGGER, { useValue: logger })
  container.register(ML2_OPTIONS, { useValue: options })
  const registry = new DriverRegistry(container, modules.filter(isDriver), logger)
  const directory = new AgentDirectory(clock, options.agentDownTime)
  const scheduler = new Ml2AgentScheduler({ store, options, agents: directory, clock, logger })
  const hooks = new HookRunner({ ...DEFAULT_HOOK_DEADLINES, ...hookDeadlines }, logger)
  const mechanisms = new MechanismManager(registry.mechanismDrivers, store, logger, hooks)
  // Hooks that a service adds when it starts are this controller's; its module may serve another, too.
  const extensionDrivers = new Map(
    services.modules.flatMap(({ name, extensionDriver }) =>
      extensionDriver === undefined ? [] : [[name, Object.create(extensionDriver) as ExtensionDriver] as const],
    ),
  )
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
    extensions: new ExtensionManager([...registry.extensionDrivers, ...extensionDrivers.values()], hooks, logger),
    portExtensions: new PortExtensions(hooks, logger),
    standby: new StandbyHosts(),
    sharedTypes: sharedTypesWith(services.modules),
    agents: directory,
    zones: scheduler,
    clock,
    logger,
  }
  await store.initialize(services.histories).catch((error: unknown) => {
    throw migrationProblem(error, services.modules)
  })
  closers.add(() => store.close())
  await registry.initialize()
  closers.add(() => registry.close())
  env.standby.bindBy((tx, port, hosts) => boundElsewhere(env, tx, port, hosts))
  const networks = new Ml2NetworkService(env)
  const subnets = new Ml2SubnetService(env)
  const subnetpools = new Ml2SubnetpoolService(env)
  const binder = new Binder(env)
  const ports = new Ml2PortService(env, binder)
  const followers = new AgentFollowers(logger, [scheduler])
  const agents = new Ml2AgentService(env, ports, followers)
  const policies = new Ml2QosPolicyService(env)
  const trunks = new Ml2TrunkService(env, binder)
  const watch = new AgentWatch(env)
  const feed = new FeedHub({ log: store.log, logger, clock, ...(retain !== undefined && { retain }) })
  closers.add(() => feed.close())
  const shown = {
    networks: extendedService('network', networks, env),
    subnets: extendedService('subnet', subnets, env),
    ports: extendedPorts(ports, env),
  }
  closers.add(() => services.close())
  closers.add(() => scheduler.close())
  closers.add(() => {
    hooks.close()
  })
  closers.add(() => {
    watch.close()
  })
  await watch.start()
  await services.start(
    (module, required) => serviceEnvironment(env, { ...shown, agents, scheduler }, module, required),
    ({ name }, started) => {
      const driver = extensionDrivers.get(name)
      if (driver !== undefined) env.extensions.add(driver, started.extensionHooks ?? {})
      if (started.portExtensions !== undefined) env.portExtensions.add(name, started.portExtensions)
      if (started.standby !== undefined) env.standby.add(started.standby)
      mechanisms.listen(started.listeners ?? [])
      followers.add(started.followers ?? [])
    },
  )
  await completeNetworkItems(env).catch((error: unknown) => {
    logger.error({ err: error }, 'startup republishing of networks failed')
  })
  await ports.resumeBinding().catch((error: unknown) => {
    logger.error({ err: error }, 'startup rebinding failed')
  })
  await scheduler.sweep()
  await services.sweep()
  const permissions = new StoredAgentPermissions(
    store.db,
    mayWatch,
    new ServicePermissions(services.modules),
    env.standby,
  )
  const { reports } = services
  const heartbeatInterval = options.reportInterval
  const sessions = new AgentSessions({ feed, agents, ports, logger, clock, permissions, reports, heartbeatInterval })
  closers.add(() => {
    sessions.closeAll()
  })
  // Before all else: what goes on while the rest closes is no trouble any more.
  closers.add(() => {
    storeHealth.close()
  })
  return {
    ...shown,
    extensionDrivers: env.extensions.drivers,
    agents,
    subnetpools,
    addressScopes: new Ml2AddressScopeService(env),
    segments: new Ml2SegmentService(env),
    networkIpAvailabilities: new Ml2NetworkIpAvailabilityService(env),
    agentRecords: new Ml2AgentRecordService(agents),
    availabilityZones: new Ml2AvailabilityZoneService(store, scheduler.zonedAgents),
    rbacPolicies: new Ml2RbacPolicyService(env),
    quotas: new Ml2QuotaService(env),
    trunks,
    qosPolicies: policies,
    qosRules: new Ml2QosRuleService(env),
    qosRuleTypes: new Ml2QosRuleTypeService(mechanisms.drivers),
    tags: new Ml2TagService(
      env,
      { networks, subnets, subnetpools, ports, policies, trunks },
      serviceTags(services.modules, services.services),
    ),
    services: services.services,
    serviceModules: services.modules,
    dnsDomain: options.dnsDomain,
    feed,
    storeHealth,
    serveAgent: (channel, identity) => {
      sessions.serve(channel, identity)
    },
    close: () => closers.close(),
  }
}

type Module = NetloomOptions['modules'][number]
const isService = (module: Module): module is ServiceModule => module.kind === 'service'
const isDriver = (module: Module): module is DriverModule => module.kind !== 'service'

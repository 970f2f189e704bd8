import type { AgentScheduler, NetloomServices, ServiceEnvironment, ServiceModule } from '@netloom/core'
import type { AgentService, NetworkService, PortService, SubnetService } from '@netloom/core/services'
import { isExemptFromProvisioning } from '../base/device-owners.ts'
import type { Ml2Environment } from '../environment/environment.ts'
import { publishStandby } from '../port-state/port-feed.ts'
import { loadPorts } from '../rows/load-ports.ts'
import { addBlocks } from '../port-state/provisioning.ts'
import { filtered } from '../query/filter.ts'
import { paged } from '../query/paged.ts'
import { countUses, returnQuota, takeQuota } from '../quotas/usage.ts'
import { dropEntries, shareWithAll, unshareFromAll } from '../rbac/entries.ts'
import { asSharedWith, isSharedWith, isVisible, visibleTo } from '../rbac/visible.ts'
import { resourceRows } from '../rows/resource-rows.ts'
import { writeCheck } from './check-writes.ts'

/** What of the engine all services are given. */
export interface EngineServices {
  readonly networks: NetworkService
  readonly subnets: SubnetService
  readonly ports: PortService
  readonly agents: AgentService
  readonly scheduler: AgentScheduler
}

/** The engine as one service sees it; `required` is what the services that it requires bring. */
export function serviceEnvironment(
  env: Ml2Environment,
  engine: EngineServices,
  module: ServiceModule,
  required: NetloomServices,
): ServiceEnvironment {
  const check = writeCheck(module)
  const { store, options, clock, logger } = env
  return {
    store,
    networks: engine.networks,
    subnets: engine.subnets,
    ports: engine.ports,
    agents: engine.agents,
    scheduler: engine.scheduler,
    rows: resourceRows,
    services: required,
    options,
    provisioning: {
      appliesTo: ({ deviceOwner }) => deviceOwner !== '' && !isExemptFromProvisioning(deviceOwner),
      add: (tx, entity, portIds) => addBlocks(tx.db, entity, portIds),
      complete: (entity, portIds) => engine.ports.reportProvisioned(entity, portIds),
    },
    quotas: {
      take: (tx, uses) => takeQuota(env, tx, uses),
      count: (tx, uses) => countUses(tx, uses),
      giveBack: (tx, uses) => returnQuota(tx, uses),
    },
    sharing: {
      visibleTo,
      sharedWith: isSharedWith,
      isVisible,
      asShared: asSharedWith,
      share: (tx, type, object, withAll) =>
        withAll ? shareWithAll(tx, type, object) : unshareFromAll(tx, type, object),
      drop: (tx, type, id) => dropEntries(tx, type, id),
    },
    listed: (query, shape, filter, page, marker) => paged(filtered(query, filter, shape), shape.columns, page, marker),
    publishStandby: async (tx, portIds, gone) => publishStandby(env, tx, await loadPorts(tx.db, portIds), gone),
    clock,
    logger,
    publish: async (tx, writes) => {
      check(writes)
      await tx.publish(writes)
    },
  }
}

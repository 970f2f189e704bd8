import type { Expression, SelectQueryBuilder, SqlBool } from 'kysely'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { FeedWrite } from '../feed/feed-item.ts'
import type { Ml2Options } from '../model/ml2-options.ts'
import type { Port } from '../model/port.ts'
import type { RequestContext } from '../model/request-context.ts'
import type { AgentService, NetworkService, PortService, SubnetService } from '../services/resource-services.ts'
import type { ListShape } from '../service-kit/list-columns.ts'
import type { Page } from '../services/page.ts'
import type { FilterValue, ResourceFilter } from '../services/resource-services.ts'
import type { Store, Transaction } from '../store/store.ts'
import type { AgentScheduler } from './agent-scheduler.ts'
import type { NetloomServices } from './netloom-services.ts'
import type { ResourceRows } from './resource-rows.ts'

/** The engine as services see it. */
export interface ServiceEnvironment {
  readonly store: Store
  readonly networks: NetworkService
  readonly subnets: SubnetService
  readonly ports: PortService
  readonly agents: AgentService
  /** Places what runs on agents. */
  readonly scheduler: AgentScheduler
  readonly rows: ResourceRows
  /** What the services named in `requires` bring. */
  readonly services: NetloomServices
  readonly options: Ml2Options
  readonly provisioning: ProvisioningBlocks
  readonly quotas: QuotaCounter
  readonly sharing: Sharing
  /**
   * One page of a list that may be long, filtered and ordered by the store; long pages are read in pieces. `marker` finds the
   * row of a marker among all that the caller may see, and throws the resource's error for one that is not there.
   */
  listed<DB, TB extends keyof DB, O extends object>(
    query: SelectQueryBuilder<DB, TB, O>,
    shape: ListShape,
    filter: ResourceFilter,
    page: Page,
    marker: (id: string) => Promise<object>,
  ): Promise<O[]>
  /**
   * The hosts where these ports stand by have changed (`standby` of what `start` returned): they are told, and those in `gone` that they
   * do not any more. Hosts hear of changes of ports without it.
   */
  publishStandby(tx: Transaction, portIds: readonly string[], gone?: readonly string[]): Promise<void>
  readonly clock: Clock
  readonly logger: Logger
  /**
   * Publishes items of the service's own topics, as `tx.publish` does, and checks their bodies before.
   * @throws {TypeError} for a topic or key that the service does not declare, and a body that its schema refuses
   */
  publish(tx: Transaction, writes: readonly FeedWrite[]): Promise<void>
}

/** Ports that wait for a service before they become ACTIVE. */
export interface ProvisioningBlocks {
  /** False for ports that nobody waits for: those without an owner, and those of routers and DHCP servers. */
  appliesTo(port: Pick<Port, 'deviceOwner'>): boolean
  /** In the transaction of a port hook. Harmless when repeated. */
  add(tx: Transaction, entity: string, portIds: readonly string[]): Promise<void>
  /** Those that wait for nothing else become ACTIVE. Not inside a transaction. Harmless when repeated. */
  complete(entity: string, portIds: readonly string[]): Promise<void>
}

export interface QuotaUse {
  readonly projectId: string
  /** One of the service's `quotas`, or of Neutron's. */
  readonly resource: string
  /** Default 1. */
  readonly count?: number
}

/** Counts objects in the transaction that makes or removes them. */
export interface QuotaCounter {
  /** Before they are written. @throws {OverQuotaError} (409) */
  take(tx: Transaction, uses: readonly QuotaUse[]): Promise<void>
  /** Of objects that come along with others: they are never refused. */
  count(tx: Transaction, uses: readonly QuotaUse[]): Promise<void>
  giveBack(tx: Transaction, uses: readonly QuotaUse[]): Promise<void>
}

/** Who may see and use objects of a `sharedType` beside their owner. */
export interface Sharing {
  /** For WHERE of a list; `table` has `id` and `project_id`. */
  visibleTo(context: RequestContext, type: string, table: string): Expression<SqlBool>
  /** For WHERE: the list filter `shared`, which is relative to the caller; `idRef` is `table.id`. */
  sharedWith(context: RequestContext, type: string, idRef: string, wanted: readonly FilterValue[]): Expression<SqlBool>
  isVisible(db: Transaction['db'], context: RequestContext, type: string, object: SharedObject): Promise<boolean>
  /** Objects as the caller is shown them: `shared` also where an entry names its project. */
  asShared<T extends SharedObject>(
    db: Transaction['db'],
    context: RequestContext,
    type: string,
    objects: readonly T[],
  ): Promise<readonly T[]>
  /** Makes the entry for every project, or takes it away; the service writes the row. */
  share(tx: Transaction, type: string, object: SharedObject, withAll: boolean): Promise<void>
  /** The object goes, and its entries with it. */
  drop(tx: Transaction, type: string, id: string): Promise<void>
}

export interface SharedObject {
  readonly id: string
  readonly projectId: string
  readonly shared: boolean
}

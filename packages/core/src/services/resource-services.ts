import type { Page } from './page.ts'
import type { Agent, AgentReport, AgentUpdate } from '../model/agent.ts'
import type { AvailabilityZone } from '../model/availability-zone.ts'
import type { Network, NetworkCreate, NetworkUpdate } from '../model/network.ts'
import type { Port, PortCreate, PortUpdate } from '../model/port.ts'
import type { PortReport } from '../model/port-report.ts'
import type { RequestContext } from '../model/request-context.ts'
import type { Subnet, SubnetCreate, SubnetUpdate } from '../model/subnet.ts'

/**
 * What one API resource offers, usable without HTTP. Reads show what the context may see: its project's objects, shared
 * ones, everything to an administrator. Unknown or invisible ids are NotFound.
 */
export interface ResourceService<Resource, Create, Update> {
  create(context: RequestContext, request: Create): Promise<Resource>
  /** All or nothing. */
  createMany(context: RequestContext, requests: readonly Create[]): Promise<readonly Resource[]>
  get(context: RequestContext, id: string): Promise<Resource>
  /**
   * Objects whose fields equal all given ones; a list of values means any of them. Resources with tags also know the fields
   * `tags` (has all), `tagsAny`, `notTags` (lacks at least one), `notTagsAny` (has none).
   */
  list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly Resource[]>
  /** The same list, but only who they are: for callers that keep what they were told of a revision. */
  listRefs?(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly ResourceRef[]>
  /** Objects of a list of refs, in that order; those that are gone by now are missing. Does not judge visibility again. */
  getMany?(ids: readonly string[]): Promise<readonly Resource[]>
  /** `ifRevision`: refuses (412) when the object has another revision by now. */
  update(context: RequestContext, id: string, change: Update, ifRevision?: number): Promise<Resource>
  delete(context: RequestContext, id: string, ifRevision?: number): Promise<void>
}

/** The same id with the same revision is the same content. */
export interface ResourceRef {
  readonly id: string
  readonly projectId: string
  readonly revisionNumber: number
}

/** Field name of the model → accepted value(s). */
export type ResourceFilter = Readonly<Record<string, FilterValue | readonly FilterValue[]>>
export type FilterValue = string | number | boolean | null

export type NetworkService = ResourceService<Network, NetworkCreate, NetworkUpdate>
export type SubnetService = ResourceService<Subnet, SubnetCreate, SubnetUpdate>

export interface PortService extends ResourceService<Port, PortCreate, PortUpdate> {
  /**
   * Tells what became of ports on a host. Unknown ports and ports bound elsewhere are ignored; so are, when an agent speaks
   * (`agentType`), ports that are not bound by a mechanism driver of that agent type. Without `agentType` the host
   * application itself speaks, for whatever is bound there. Repeatable.
   */
  reportWiring(host: string, reports: readonly PortReport[], agentType?: string): Promise<void>
  /** All that is wired on a host, of the ports that {@link reportWiring} would hear of; what we believed otherwise is corrected. */
  reportAllWired(host: string, portIds: readonly string[], agentType?: string): Promise<void>
  /**
   * An entity beside the switch has done its part for these ports; those that wait for nothing else become ACTIVE. Harmless when
   * repeated.
   */
  reportProvisioned(entity: string, portIds: readonly string[]): Promise<void>
  /** Tries again to bind the ports of a host whose binding had failed (its agent came back). */
  rebindFailed(host: string): Promise<void>
}

export interface AgentService {
  /** First message of an agent process; creates or refreshes its record. */
  hello(report: AgentReport): Promise<{ readonly agent: Agent; readonly result: 'new' | 'alive' | 'revived' }>
  /** Kept in memory, written to the store coarsely; never in the change log. */
  heartbeat(agentId: string, configurations?: Readonly<Record<string, unknown>>): Promise<void>
  list(filter?: { readonly host?: string; readonly agentType?: string }): Promise<readonly Agent[]>
  get(id: string): Promise<Agent>
  update(id: string, change: AgentUpdate): Promise<Agent>
  delete(id: string): Promise<void>
}

/** Agents as administrators see and change them. They come and go by themselves: {@link AgentService}. */
export type AgentRecordService = Pick<ResourceService<Agent, never, AgentUpdate>, 'get' | 'list' | 'update' | 'delete'>

export type AvailabilityZoneService = Pick<ResourceService<AvailabilityZone, never, never>, 'list'>

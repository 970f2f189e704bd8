import {
  adminContext,
  MechanismDriverError,
  type Port,
  type PortCreate,
  PortNotFoundError,
  type PortUpdate,
  type RequestContext,
  VIF_TYPE_BINDING_FAILED,
  VIF_TYPE_UNBOUND,
} from '@netloom/core'
import { chunks, isOwn, isService, mapInTurns, requireOwner, requireRevision } from '@netloom/core/kit'
import type { Page, PortService, ResourceFilter, ResourceRef } from '@netloom/core/services'
import type { Schema } from '@netloom/core/store'
import type { PortReport } from '@netloom/core/wire'
import type { Kysely } from 'kysely'
import type { Binder } from '../binding/binder.ts'
import type { Ml2Environment } from '../environment/environment.ts'
import { parseInput } from '@netloom/core/kit'
import { portCreateInput, portUpdateInput } from '../input/port-input.ts'
import { transact } from '../base/retry.ts'
import { loadPort, loadPorts } from '../rows/load-ports.ts'
import { followParent } from '../trunks/move-subports.ts'
import { requireNoSubport } from '../port-state/trunk-guards.ts'
import { applyProvisioned } from '../wiring/report-provisioned.ts'
import { applyAllWired, applyReports } from '../wiring/report-wiring.ts'
import { createPortsIn } from '../port-writes/create-ports.ts'
import { deletePortsIn, postcommitDeletions } from '../port-writes/delete-ports.ts'
import { listPortRefs, listPorts } from './list-ports.ts'
import { postcommitUpdates } from '../port-state/port-changes.ts'
import { explainConflict } from '../port-writes/port-conflicts.ts'
import { updatePortIn } from '../port-writes/update-port.ts'

export class Ml2PortService implements PortService {
  readonly #env: Ml2Environment
  readonly #binder: Binder

  constructor(env: Ml2Environment, binder: Binder) {
    this.#env = env
    this.#binder = binder
  }

  async create(context: RequestContext, request: PortCreate): Promise<Port> {
    const [port] = await this.createMany(context, [request])
    if (port === undefined) throw new TypeError('a created port has vanished')
    return port
  }

  async createMany(context: RequestContext, requests: readonly PortCreate[]): Promise<readonly Port[]> {
    const extra = this.#env.extensions.attributes('port')
    const creates = await mapInTurns(requests, (request) =>
      this.#env.extensions.judge('port', 'post', parseInput(portCreateInput, request, extra)),
    )
    if (creates.length === 0) return []
    const contexts = await transact(
      this.#env.store,
      (tx) => createPortsIn(this.#env, tx, context, creates),
      (problem, isLast) => explainConflict(this.#env, creates, problem, isLast),
    )
    const ports = contexts.map(({ current }) => current)
    try {
      for (const created of contexts) {
        await this.#env.mechanisms.postcommit('create', 'Port', created)
      }
    } catch (error) {
      await this.#undo(context, ports, error)
      throw error
    }
    const hosted = ports.filter(({ binding }) => binding.host !== '')
    const bound = await this.#binder.bind(
      context,
      hosted.map(({ id }) => id),
      hosted,
    )
    const latest = new Map(bound.map((port) => [port.id, port]))
    return ports.map((port) => latest.get(port.id) ?? port)
  }

  async get(context: RequestContext, id: string): Promise<Port> {
    return this.#visible(this.#env.store.db, context, id)
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly Port[]> {
    return listPorts(this.#env.store.db, context, filter, page)
  }

  async listRefs(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly ResourceRef[]> {
    return listPortRefs(this.#env.store.db, context, filter, page)
  }

  async getMany(ids: readonly string[]): Promise<readonly Port[]> {
    const found: Port[] = []
    for (const piece of chunks(ids)) found.push(...(await loadPorts(this.#env.store.db, piece)))
    const byId = new Map(found.map((port) => [port.id, port]))
    return ids.flatMap((id) => byId.get(id) ?? [])
  }

  async update(context: RequestContext, id: string, request: PortUpdate, ifRevision?: number): Promise<Port> {
    const { extensions } = this.#env
    const parsed = parseInput(portUpdateInput, request, extensions.attributes('port'))
    const change = extensions.judge('port', 'put', parsed)
    let networkId = ''
    const contexts = await transact(
      this.#env.store,
      async (tx) => {
        const before = await this.#visible(tx.db, context, id)
        if (!isService(context)) requireOwner(context, before, 'update_port')
        networkId = before.networkId
        requireRevision(ifRevision, before)
        if (change.deviceId !== undefined && change.deviceId !== '' && change.deviceId !== before.deviceId) {
          await requireNoSubport(tx.db, id)
        }
        const own = await updatePortIn(this.#env, tx, context, before, change)
        const [updated] = own
        if (updated === undefined) return own
        return [...own, ...(await followParent(this.#env, tx, context, before, updated.current))]
      },
      (problem, isLast) =>
        explainConflict(
          this.#env,
          [
            {
              networkId,
              portId: id,
              ...(typeof change.macAddress === 'string' && { macAddress: change.macAddress }),
              ...(change.fixedIps !== undefined && { fixedIps: change.fixedIps }),
            },
          ],
          problem,
          isLast,
        ),
    )
    let fault: MechanismDriverError | undefined
    try {
      await postcommitUpdates(this.#env, contexts)
    } catch (error) {
      if (!(error instanceof MechanismDriverError)) throw error
      fault = error
    }
    // bound all the same: the state is not rolled back, so it must not be left half-way either
    const updated = contexts.map(({ current }) => current)
    const bound = await this.#binder.bind(
      context,
      updated.map((port) => port.id),
      updated,
    )
    if (fault !== undefined) throw fault
    const port = bound.find((one) => one.id === id) ?? updated[0]
    if (port === undefined) throw new PortNotFoundError(id)
    return port
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    const contexts = await transact(this.#env.store, async (tx) => {
      const port = await this.#visible(tx.db, context, id)
      requireRevision(ifRevision, port)
      return deletePortsIn(this.#env, tx, context, [port])
    })
    await postcommitDeletions(this.#env, contexts)
  }

  async reportWiring(host: string, reports: readonly PortReport[], agentType?: string): Promise<void> {
    for (const { portId, state, error } of reports) {
      if (error !== undefined) this.#env.logger.warn({ portId, host, state, error }, 'agent could not wire the port')
    }
    await applyReports(this.#env, { host, agentType }, reports)
  }

  async reportAllWired(host: string, portIds: readonly string[], agentType?: string): Promise<void> {
    await applyAllWired(this.#env, { host, agentType }, portIds)
  }

  async reportProvisioned(entity: string, portIds: readonly string[]): Promise<void> {
    await applyProvisioned(this.#env, entity, portIds)
  }

  async rebindFailed(host: string): Promise<void> {
    const rows = await this.#env.store.db
      .selectFrom('port_bindings')
      .select('port_id')
      .where('host', '=', host)
      .where('vif_type', '=', VIF_TYPE_BINDING_FAILED)
      .execute()
    await this.#bindAgain(rows, `req-rebind-${host}`)
  }

  /** Binds what a controller wrote and did not live to bind: nobody else would ever ask for it again. */
  async resumeBinding(): Promise<void> {
    const rows = await this.#env.store.db
      .selectFrom('port_bindings')
      .select('port_id')
      .where('host', '!=', '')
      .where('vif_type', '=', VIF_TYPE_UNBOUND)
      .execute()
    await this.#bindAgain(rows, 'req-resume')
  }

  async #bindAgain(rows: readonly { readonly port_id: string }[], requestId: string): Promise<void> {
    for (const piece of chunks(rows.map(({ port_id }) => port_id))) {
      await this.#binder.bind(adminContext('', requestId), piece)
    }
  }

  /** A driver refused what was just made: it is deleted again, every driver's delete hooks included. */
  async #undo(context: RequestContext, ports: readonly Port[], cause: unknown): Promise<void> {
    this.#env.logger.error({ err: cause, portIds: ports.map(({ id }) => id) }, 'rolling back created ports')
    const ids = ports.map(({ id }) => id)
    const contexts = await transact(this.#env.store, async (tx) =>
      deletePortsIn(this.#env, tx, context, await loadPorts(tx.db, ids)),
    )
    await postcommitDeletions(this.#env, contexts)
  }

  /** Ports are seen, and deleted, by their own project and by that of their network. */
  async #visible(db: Kysely<Schema>, context: RequestContext, id: string): Promise<Port> {
    const port = await loadPort(db, id)
    if (port === undefined) throw new PortNotFoundError(id)
    if (isOwn(context, port) || isService(context)) return port
    const network = await db
      .selectFrom('networks')
      .select('project_id')
      .where('id', '=', port.networkId)
      .where('project_id', '=', context.projectId)
      .executeTakeFirst()
    if (network === undefined) throw new PortNotFoundError(id)
    return port
  }
}

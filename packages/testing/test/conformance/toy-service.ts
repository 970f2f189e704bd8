import { randomUUID } from 'node:crypto'
import {
  CONTRACT,
  type FeedWrite,
  InvalidInputError,
  NotFoundError,
  PortNotFoundError,
  type RequestContext,
  type ServiceEnvironment,
  type ServiceListener,
  type ServiceModule,
  type StartedService,
} from '@netloom/core'
import type { SchemaMigrations, Transaction } from '@netloom/core/store'
import type { ServiceFixture, ServiceObjects } from '../../src/conformance/index.ts'

interface Row {
  id: string
  project_id: string
  port_id: string
  host: string
  status: string
  shared: number
  tags: string
  revision_number: number
  updated_at: string
}

export interface Tap {
  readonly id: string
  readonly projectId: string
  readonly portId: string
  readonly shared: boolean
  readonly tags: readonly string[]
}

class TapNotFoundError extends NotFoundError {
  readonly code = 'TapNotFound'
}

export const migrations: SchemaMigrations = {
  '0001-taps': {
    async up(db) {
      await db.schema
        .createTable('taps')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('project_id', 'text', (column) => column.notNull())
        .addColumn('port_id', 'text', (column) => column.notNull())
        .addColumn('host', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('shared', 'integer', (column) => column.notNull())
        .addColumn('tags', 'text', (column) => column.notNull())
        .addColumn('revision_number', 'integer', (column) => column.notNull())
        .addColumn('updated_at', 'text', (column) => column.notNull())
        .execute()
    },
  },
}

type Skipped =
  | ('quota back' | 'entries' | 'publish' | 'withdraw' | 'judge' | 'port deletes')
  | ('owners' | 'old host' | 'new host' | 'new revision' | 'full reports')

/** What a broken one does in another way. */
export interface TapOptions {
  readonly module?: Partial<ServiceModule>
  readonly started?: (environment: ServiceEnvironment) => Partial<StartedService>
  readonly listener?: (sound: ServiceListener, environment: ServiceEnvironment) => ServiceListener
  readonly visible?: (context: RequestContext, tap: Tap) => boolean | undefined
  readonly write?: (environment: ServiceEnvironment, tx: Transaction, write: FeedWrite) => Promise<void>
  readonly taken?: (projectId: string) => number
  /** Outside of what rolls back. */
  readonly remembers?: (tap: Tap) => void
  readonly skip?: ReadonlySet<Skipped>
  readonly removal?: (environment: ServiceEnvironment, tx: Transaction) => Promise<void>
}

const taps = ({ db }: Pick<Transaction, 'db'>) => db.withTables<{ taps: Row }>()

export class TapService {
  constructor(
    private readonly env: ServiceEnvironment,
    private readonly options: TapOptions,
  ) {}

  async create(context: RequestContext, portId: string): Promise<Tap> {
    const { projectId } = context
    if (!this.skips('judge')) {
      if (portId === '') throw new InvalidInputError('portId is empty')
      const port = await this.env.ports.get(context, portId)
      if (!this.skips('owners') && port.projectId !== projectId) throw new PortNotFoundError(portId)
    }
    const now = this.env.clock.date().toISOString()
    return this.env.store.transaction(async (tx) => {
      const count = this.options.taken?.(projectId) ?? 1
      if (count > 0) await this.env.quotas.take(tx, [{ projectId, resource: 'tap', count }])
      const binding = await tx.db
        .selectFrom('port_bindings')
        .select('host')
        .where('port_id', '=', portId)
        .executeTakeFirst()
      const host = binding?.host ?? ''
      const row: Row = {
        ...{ id: randomUUID(), project_id: projectId, port_id: portId, host, status: 'BUILD', shared: 0, tags: '[]' },
        ...{ revision_number: 0, updated_at: now },
      }
      await taps(tx).insertInto('taps').values(row).execute()
      if (!this.skips('publish')) await this.publish(tx, row, { portId })
      const tap = tapOf(row)
      this.options.remembers?.(tap)
      return tap
    })
  }

  async get(context: RequestContext, id: string): Promise<Tap> {
    const found = (await this.list(context)).find((tap) => tap.id === id)
    if (found === undefined) throw new TapNotFoundError(`Tap ${id} could not be found.`)
    return found
  }

  async list(context: RequestContext): Promise<readonly Tap[]> {
    const { sharing, store } = this.env
    const all = (await taps(store).selectFrom('taps').selectAll().execute()).map(tapOf)
    const seen = await Promise.all(
      all.map(async (tap) => this.options.visible?.(context, tap) ?? sharing.isVisible(store.db, context, 'tap', tap)),
    )
    return all.filter((_, index) => seen[index] === true)
  }

  async delete(context: RequestContext, id: string): Promise<void> {
    const tap = await this.get(context, id)
    if (!context.isAdmin && tap.projectId !== context.projectId) throw new InvalidInputError('not yours')
    await this.env.store.transaction((tx) => this.remove(tx, id))
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    const row = await taps(tx).selectFrom('taps').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    await taps(tx).deleteFrom('taps').where('id', '=', id).execute()
    if (!this.skips('entries')) await this.env.sharing.drop(tx, 'tap', id)
    if (!this.skips('quota back')) await this.env.quotas.giveBack(tx, [{ projectId: row.project_id, resource: 'tap' }])
    if (!this.skips('withdraw')) await this.publish(tx, row, null)
  }

  async portMoved(tx: Transaction, portId: string, host: string): Promise<void> {
    const rows = await taps(tx).selectFrom('taps').selectAll().where('port_id', '=', portId).execute()
    for (const row of rows) {
      const step = this.skips('new revision') ? 0 : 1
      const moved = { ...row, host, revision_number: row.revision_number + step }
      await taps(tx).updateTable('taps').set(moved).where('id', '=', row.id).execute()
      if (row.host !== '' && !this.skips('old host')) await this.publish(tx, { ...moved, host: row.host }, null)
      if (host !== '' && !this.skips('new host')) await this.publish(tx, moved, { portId })
    }
  }

  /** Statuses of the taps of a host. */
  async reported(host: string, up: ReadonlySet<string>, isAll: boolean): Promise<void> {
    await this.env.store.transaction(async (tx) => {
      for (const id of await this.idsOn(host, tx)) {
        if (!up.has(id) && (!isAll || this.skips('full reports'))) continue
        const status = up.has(id) ? 'ACTIVE' : 'BUILD'
        await taps(tx).updateTable('taps').set({ status }).where('id', '=', id).execute()
      }
    })
  }

  async portDeleted(tx: Transaction, portId: string): Promise<void> {
    const rows = await taps(tx).selectFrom('taps').select('id').where('port_id', '=', portId).execute()
    for (const { id } of rows) await this.remove(tx, id)
  }

  async idsOn(host: string, from: Pick<Transaction, 'db'> = this.env.store): Promise<ReadonlySet<string>> {
    const rows = await taps(from).selectFrom('taps').select('id').where('host', '=', host).execute()
    return new Set(rows.map(({ id }) => id))
  }

  private skips(what: Skipped): boolean {
    return this.options.skip?.has(what) === true
  }

  private publish(tx: Transaction, { id, host, revision_number: revision }: Row, body: object | null): Promise<void> {
    const write = { topic: `taps/${host}`, key: `tap/${id}`, revision, body }
    return this.options.write?.(this.env, tx, write) ?? this.env.publish(tx, [write])
  }
}

const tapOf = ({ id, project_id: projectId, port_id: portId, shared, tags }: Row): Tap => ({
  ...{ id, projectId, portId, shared: shared === 1, tags: JSON.parse(tags) as readonly string[] },
})

const body = {
  safeParse: (data: unknown) =>
    typeof (data as { readonly portId?: unknown }).portId === 'string'
      ? ({ success: true, data } as const)
      : ({ success: false, error: { issues: [{ path: ['portId'], message: 'must be a text' }] } } as const),
}

/** Taps of ports: a sound service with everything that one can have. */
export function toyService(options: TapOptions = {}): ServiceModule {
  return {
    contract: CONTRACT,
    kind: 'service',
    name: 'tap',
    aliases: ['tap'],
    description: 'Taps of ports.',
    tables: ['taps'],
    migrations,
    quotas: { tap: 5 },
    sharedTypes: { tap: { label: 'Tap', table: 'taps' } },
    taggedTypes: { taps: { table: 'taps', service: 'taps' } },
    topics: { taps: { payloads: { 'tap/': body } } },
    entities: { TAP: { agentType: 'Tap agent' } },
    start: (environment) => {
      const service = new TapService(environment, options)
      const sound: ServiceListener = {
        name: 'tap',
        updatePortPrecommit: async ({ current, host, originalHost }, tx) => {
          if (host !== originalHost) await service.portMoved(tx, current.id, host)
        },
        deletePortPrecommit: ({ current }, tx) => service.portDeleted(tx, current.id),
      }
      const foreign = async (host: string, ids: readonly string[]): Promise<readonly string[]> => {
        const own = await service.idsOn(host)
        return ids.filter((id) => !own.has(id))
      }
      const started: StartedService = {
        services: bringing(service),
        listeners: [options.listener?.(sound, environment) ?? sound],
        reports: {
          TAP: {
            report: async ({ host }, reports) => {
              const up = reports.flatMap(({ portId, state }) => (state === 'up' ? [portId] : []))
              await service.reported(host, new Set(up), false)
              return foreign(
                host,
                reports.map(({ portId }) => portId),
              )
            },
            reportAll: async ({ host }, ids) => {
              await service.reported(host, new Set(ids), true)
              return foreign(host, ids)
            },
          },
        },
      }
      return Promise.resolve({ ...started, ...options.started?.(environment) })
    },
    ...options.module,
  }
}

/** Who adds to the type of all services adds for a whole program; this one is for tests of one file. */
export const bringing = (taps: unknown): Required<StartedService>['services'] => Object.assign({}, { taps } as object)

interface Taps {
  readonly taps: TapService
}
const tapsOf = ({ services }: { readonly services: unknown }): TapService => (services as Taps).taps

const objects: ServiceObjects = {
  create: (netloom, context, { portIds: [port] }) => tapsOf(netloom).create(context, port),
  get: (netloom, context, id) => tapsOf(netloom).get(context, id),
  list: (netloom, context) => tapsOf(netloom).list(context),
  delete: (netloom, context, id) => tapsOf(netloom).delete(context, id),
  quota: 'tap',
  sharedType: 'tap',
  taggedType: 'taps',
  entity: 'TAP',
  refused: { 'a tap of no port': (netloom, context) => tapsOf(netloom).create(context, '') },
}

export const toyFixture = (options: TapOptions = {}): ServiceFixture => ({ module: toyService(options), objects })

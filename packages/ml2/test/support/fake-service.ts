import { randomUUID } from 'node:crypto'
import {
  CONTRACT,
  NotFoundError,
  type RequestContext,
  type ServiceEnvironment,
  type ServiceModule,
  type StartedService,
} from '@netloom/core'
import type { SchemaMigrations, Transaction } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { z } from 'zod'

/** A service that does nothing, with what a test adds to it. */
export function fakeService(name: string, parts: Partial<ServiceModule> = {}): ServiceModule {
  return { contract: CONTRACT, kind: 'service', name, start: () => Promise.resolve({}), ...parts }
}

export interface Tap {
  readonly id: string
  readonly projectId: string
  readonly shared: boolean
  readonly tags: readonly string[]
}

interface TapRow {
  id: string
  project_id: string
  shared: number
  tags: string
  revision_number: number
  updated_at: string
}
type Db = Kysely<{ taps: TapRow }>

export const tapMigrations: SchemaMigrations = {
  '0001-taps': {
    async up(db) {
      await db.schema
        .createTable('taps')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('project_id', 'text', (column) => column.notNull())
        .addColumn('shared', 'integer', (column) => column.notNull())
        .addColumn('tags', 'text', (column) => column.notNull())
        .addColumn('revision_number', 'integer', (column) => column.notNull())
        .addColumn('updated_at', 'text', (column) => column.notNull())
        .execute()
    },
  },
}

/** Taps have an owner, tags, a quota, and can be shared. */
export class TapService {
  readonly #env: ServiceEnvironment

  constructor(env: ServiceEnvironment) {
    this.#env = env
  }

  async create({ projectId }: RequestContext): Promise<Tap> {
    const id = randomUUID()
    const { clock, quotas, store } = this.#env
    const updated_at = clock.date().toISOString()
    await store.transaction(async (tx) => {
      await quotas.take(tx, [{ projectId, resource: 'tap' }])
      const row = { id, project_id: projectId, shared: 0, tags: '[]', revision_number: 0, updated_at }
      await tapsIn(tx.db).insertInto('taps').values(row).execute()
      await this.#env.publish(tx, [{ topic: 'taps/h1', key: `tap/${id}`, revision: 1, body: { id } }])
    })
    return { id, projectId, shared: false, tags: [] }
  }

  async get(context: RequestContext, id: string): Promise<Tap> {
    const { db } = this.#env.store
    const row = await tapsIn(db).selectFrom('taps').selectAll().where('id', '=', id).executeTakeFirst()
    const tap = row && tapOf(row)
    if (tap === undefined || !(await this.#env.sharing.isVisible(db, context, 'tap', tap)))
      throw new TapNotFoundError(id)
    const [shown = tap] = await this.#env.sharing.asShared(db, context, 'tap', [tap])
    return shown
  }

  async list(context: RequestContext): Promise<readonly Tap[]> {
    const { sharing, store } = this.#env
    const rows = await tapsIn(store.db)
      .selectFrom('taps')
      .selectAll()
      .where(sharing.visibleTo(context, 'tap', 'taps'))
      .execute()
    return rows.map(tapOf)
  }

  async delete({ projectId }: RequestContext, id: string): Promise<void> {
    const { quotas, sharing, store } = this.#env
    await store.transaction(async (tx) => {
      await tapsIn(tx.db).deleteFrom('taps').where('id', '=', id).execute()
      await sharing.drop(tx, 'tap', id)
      await quotas.giveBack(tx, [{ projectId, resource: 'tap' }])
    })
  }
}

export class TapNotFoundError extends NotFoundError {
  readonly code = 'TapNotFound'
  constructor(id: string) {
    super(`Tap ${id} could not be found.`)
  }
}

const tapsIn = (db: Transaction['db']): Db => db as unknown as Db
const tapOf = ({ id, project_id: projectId, shared, tags }: TapRow): Tap => ({
  id,
  projectId,
  shared: shared === 1,
  tags: JSON.parse(tags) as readonly string[],
})

/** A service with everything that one can have; `parts` of `start` and of the module on top. */
export function tapService(parts: Partial<ServiceModule> = {}, more: Partial<StartedService> = {}): ServiceModule {
  return fakeService('taps', {
    packageName: 'netloom-service-taps',
    aliases: ['tap-as-a-service'],
    description: 'Copies frames of ports.',
    tables: ['taps'],
    migrations: tapMigrations,
    quotas: { tap: 2 },
    sharedTypes: { tap: { label: 'Tap', table: 'taps' } },
    taggedTypes: { taps: { table: 'taps', service: 'taps' } },
    topics: { taps: { payloads: { 'tap/': z.object({ id: z.string() }) } } },
    entities: { TAP: { agentType: 'Tap agent' } },
    start: (environment) =>
      Promise.resolve({
        services: { taps: new TapService(environment) },
        reports: { TAP: { report: () => Promise.resolve([]), reportAll: () => Promise.resolve([]) } },
        ...more,
      }),
    ...parts,
  })
}

declare module '@netloom/core' {
  interface NetloomServices {
    readonly taps?: TapService
  }
}

import { ADMIN, defineResource, identity, MEMBER, ownership, READER, type ServiceApi, shown, text } from '@netloom/api'
import {
  CONTRACT,
  NotFoundError,
  type RequestContext,
  type ServiceEnvironment,
  type ServiceModule,
} from '@netloom/core'
import type { SchemaMigrations, Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'

export interface Probe {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly tags: readonly string[]
}

type Row = { id: string; project_id: string; name: string; tags: string; revision_number: number; updated_at: string }

const migrations: SchemaMigrations = {
  '0001-probes': {
    async up(db) {
      await db.schema
        .createTable('probes')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('project_id', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('tags', 'text', (column) => column.notNull())
        .addColumn('revision_number', 'integer', (column) => column.notNull())
        .addColumn('updated_at', 'text', (column) => column.notNull())
        .execute()
    },
  },
}

const probes = ({ db }: Pick<Transaction, 'db'>) => db.withTables<{ probes: Row }>()
const probeOf = ({ id, project_id, name, tags }: Row): Probe => ({
  id,
  projectId: project_id,
  name,
  tags: JSON.parse(tags) as string[],
})
class ProbeNotFoundError extends NotFoundError {
  readonly code = 'ProbeNotFound'
}

export class ProbeService {
  readonly #env: ServiceEnvironment
  constructor(env: ServiceEnvironment) {
    this.#env = env
  }

  async createMany(context: RequestContext, requests: readonly { name?: string }[]): Promise<readonly Probe[]> {
    const { store, quotas } = this.#env
    const rows = requests.map(({ name = '' }): Row => {
      return { id: randomUUID(), project_id: context.projectId, name, tags: '[]', revision_number: 0, updated_at: '' }
    })
    await store.transaction(async (tx) => {
      await quotas.take(tx, [{ projectId: context.projectId, resource: 'probe', count: rows.length }])
      await probes(tx).insertInto('probes').values(rows).execute()
    })
    return rows.map(probeOf)
  }

  async get(context: RequestContext, id: string): Promise<Probe> {
    const found = (await this.list(context)).find((probe) => probe.id === id)
    if (found === undefined) throw new ProbeNotFoundError(`Probe ${id} could not be found.`)
    return found
  }

  async list({ isAdmin, projectId }: RequestContext): Promise<readonly Probe[]> {
    const rows = await probes(this.#env.store).selectFrom('probes').selectAll().execute()
    return rows.map(probeOf).filter((probe) => isAdmin || probe.projectId === projectId)
  }
}

/** Probes have a table, a quota and tags, and networks count them. */
export const probeService = (): ServiceModule => ({
  contract: CONTRACT,
  kind: 'service',
  name: 'probe',
  aliases: ['probe-extension'],
  description: 'Probes, for tests.',
  tables: ['probes'],
  migrations,
  quotas: { probe: 2 },
  taggedTypes: { probes: { table: 'probes', service: 'probes' } },
  start: (environment) => Promise.resolve({ services: { probes: new ProbeService(environment) } }),
})

export const probeApi: ServiceApi = {
  service: 'probe',
  resources: [
    defineResource<Probe>({
      name: 'probe',
      plural: 'probes',
      summary: 'What a test looks at.',
      tagged: true,
      policy: { create: MEMBER, read: READER },
      service: ({ services }) => services.probes as never,
      attributes: {
        ...identity<Probe>(),
        ...ownership<Probe>(),
        name: { type: text(255), post: 'allowed', filter: true, sort: true },
        tags: { type: shown({ type: 'array', items: { type: 'string' } }) },
      },
    }),
  ],
  extensions: {
    network: {
      attributes: { probed: { type: shown({ type: 'boolean' }), read: () => true } },
      actions: [
        {
          method: 'GET',
          path: ':id/probes',
          summary: 'Probes of the network',
          rule: 'get_network_probes',
          policy: ADMIN,
          run: async ({ services }, context) => ({ probes: await services.probes?.list(context) }),
        },
      ],
    },
  },
}

declare module '@netloom/core' {
  interface NetloomServices {
    readonly probes?: ProbeService
  }
}

import { CONTRACT, type ServiceModule, type ServicePackage } from '@netloom/core'
import { METADATA_AGENT_TYPE, METADATA_ENTITY, metadataTopics } from '../wire/metadata-topics.ts'
import { MetadataPublisher } from './metadata-publisher.ts'
import { migrations, tablesIn } from './tables.ts'

const NAME = 'metadata'

/** What metadata agents know of guests: `createNetloom({ modules: [metadata()], … })`. Costs nothing where no such agent is. */
export const metadata = (): ServiceModule => ({
  contract: CONTRACT,
  kind: 'service',
  name: NAME,
  packageName: '@netloom/agent-metadata',
  description: 'Who a guest is that asks for its metadata',
  tables: ['metadata_interests'],
  migrations,
  topics: metadataTopics(async ({ host }, ids, db) => {
    const rows = await tablesIn(db)
      .selectFrom('metadata_interests')
      .select('object_id')
      .where('host', '=', host)
      .execute()
    const own = new Set(rows.map(({ object_id }) => object_id))
    return new Set(ids.filter((id) => own.has(id)))
  }),
  entities: { [METADATA_ENTITY]: { agentType: METADATA_AGENT_TYPE } },
  start: (env) => {
    const publisher = new MetadataPublisher(env)
    const nothing = (): Promise<readonly string[]> => Promise.resolve([])
    return Promise.resolve({
      listeners: [publisher],
      followers: [publisher],
      reports: { [METADATA_ENTITY]: { report: nothing, reportAll: nothing } },
    })
  },
})

/** Loaded without being named: it does nothing before a metadata agent says hello. */
export const servicePackage: ServicePackage = { kind: 'service', name: NAME, fromIni: metadata }

import type { Store } from '@netloom/core/store'
import { postgresStore } from '@netloom/store'
import { freshDatabase } from '../../../store/test/support/databases.ts'
import { describeGroupRaces } from './describe-group-races.ts'
import { describeRaces } from './describe-races.ts'

async function twoStores(): Promise<readonly Store[]> {
  const { url } = await freshDatabase()
  return [postgresStore({ url, readers: 2 }), postgresStore({ url, readers: 2 })]
}

describeRaces('two controllers on one PostgreSQL', twoStores)
describeGroupRaces('two controllers on one PostgreSQL', twoStores)

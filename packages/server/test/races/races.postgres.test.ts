import { postgresStore } from '@netloom/store'
import { freshDatabase } from '../../../store/test/support/databases.ts'
import { describeRaces } from './describe-races.ts'

describeRaces('two controllers on one PostgreSQL', async () => {
  const { url } = await freshDatabase()
  return [postgresStore({ url, readers: 2 }), postgresStore({ url, readers: 2 })]
})

import { RESOURCES } from '@netloom/api'
import { postgresStore } from '@netloom/store'
import { repetitions } from '../../../core/test/support/repetitions.ts'
import { freshDatabase } from '../../../store/test/support/databases.ts'
import { describeFuzz } from './describe-fuzz.ts'

// What an engine refuses that the other one takes shows within fewer requests.
const WRITABLE = RESOURCES.filter(({ policy, name }) => policy.create !== undefined && !name.startsWith('alias_'))

describeFuzz(WRITABLE, {
  where: 'PostgreSQL',
  newStore: async () => postgresStore({ url: (await freshDatabase()).url, readers: 2 }),
  requests: repetitions(150, 100),
})

import { sqliteStore } from '@netloom/store'
import { describeGroupRaces } from './describe-group-races.ts'
import { describeRaces } from './describe-races.ts'

describeRaces('a controller', () => Promise.resolve([sqliteStore(':memory:')]))
describeGroupRaces('a controller', () => Promise.resolve([sqliteStore(':memory:')]))

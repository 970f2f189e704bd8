import { sqliteStore } from '@netloom/store'
import { describeRaces } from './describe-races.ts'

describeRaces('a controller', () => Promise.resolve([sqliteStore(':memory:')]))

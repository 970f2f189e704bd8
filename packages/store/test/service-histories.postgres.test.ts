import { describe } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { emptyDatabase, inDatabase, urlOf } from './support/databases.ts'
import { describeServiceHistories } from './support/service-histories.ts'

let database = ''
const TABLES = `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
  order by relname collate "C"`

describe('PostgreSQL', () => {
  describeServiceHistories(
    () => postgresStore({ url: urlOf(database) }),
    async () => ((await inDatabase(database, TABLES)).rows as { readonly name: string }[]).map(({ name }) => name),
    async () => {
      database = await emptyDatabase()
    },
  )
})

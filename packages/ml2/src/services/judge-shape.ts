import type { ConfigurationProblem, ServiceModule } from '@netloom/core'
import { z } from 'zod'
import { showValue, valueAt } from '../judgement/show-value.ts'
import { ADOPTED_TABLES } from './engine-names.ts'
import { serviceLabel } from './service-label.ts'

const NAME = 'must be lower-case letters, digits, - and _, at most 40, with a letter first'
const name = z.string(NAME).regex(/^[a-z][a-z0-9_-]{0,39}$/, NAME)
const TABLE =
  'must be the name of a table: lower-case letters, digits and _, at most 50, not kysely_…, sqlite_… or pg_…'
const table = z.string(TABLE).regex(/^(?!kysely_|sqlite_|pg_)[a-z][a-z0-9_]{0,49}$/, TABLE)
const texts = (what: string): z.ZodType => {
  const message = `must be a list of ${what}, each once`
  return z
    .array(z.string(message).min(1, message), message)
    .refine((list) => new Set(list).size === list.length, message)
}
const method = (message: string): z.ZodType => z.unknown().refine((value) => typeof value === 'function', message)
const byName = (key: z.ZodType<string>, value: z.ZodType, message: string): z.ZodType => z.record(key, value, message)
const LIMIT = 'must be a whole number from -1 (any number) to 2147483647'

const payload = z
  .unknown()
  .refine(
    (value) => typeof (value as { readonly safeParse?: unknown } | null)?.safeParse === 'function',
    'must be a payload schema: an object with safeParse(), such as one of zod',
  )
const topic = z.object(
  {
    payloads: byName(z.string(), payload, 'must be payload schemas by the keys of items: { "port/": schema }').refine(
      (value) => Object.keys(value as object).length > 0,
      'must be payload schemas by the keys of items, at least one: agents cannot check what they are sent otherwise',
    ),
    mayWatch: method('must be a function (agent, ids, db) => the ids it may watch').optional(),
  },
  'must be { payloads }, or { payloads, mayWatch }',
)

const TEXT = 'must be a text'
const DATE = 'must be a date and time as ISO 8601 has them, with an offset'

const shape = z.object({
  name,
  aliases: texts('aliases').optional(),
  aliasTexts: byName(
    z.string(),
    z.object(
      { name: z.string(TEXT), description: z.string(TEXT), updated: z.iso.datetime({ offset: true, error: DATE }) },
      'must be { name, description, updated }',
    ),
    'must be texts by alias',
  ).optional(),
  requires: texts('names of services').optional(),
  tables: z.array(table, 'must be a list of tables').optional(),
  migrations: byName(
    z.string(),
    z.object({ up: method('must be a function (db) => …') }, 'must be a migration: { up(db) }'),
    'must be migrations by name',
  ).optional(),
  quotas: byName(
    name,
    z
      .number(LIMIT)
      .int(LIMIT)
      .min(-1, LIMIT)
      .max(2 ** 31 - 1, LIMIT),
    'must be limits by what is counted',
  ).optional(),
  sharedTypes: byName(
    name,
    z.object({ label: z.string('must be a text'), table }, 'must be { label, table }'),
    'must be types by name',
  ).optional(),
  taggedTypes: byName(
    name,
    z.object(
      { table, service: z.string('must be the name of a service that start() returns') },
      'must be { table, service }',
    ),
    'must be types by name',
  ).optional(),
  topics: byName(name, topic, 'must be topics by kind').optional(),
  entities: byName(
    z.string(),
    z.object({ agentType: z.string('must be the type of its agents').min(1) }, 'must be { agentType }'),
    'must be { agentType } by entity',
  ).optional(),
})

/** What is wrong with one service's declarations, whatever others there are. */
export function judgeShape(service: ServiceModule): readonly ConfigurationProblem[] {
  const issues = shape.safeParse(service).error?.issues ?? []
  const problems = issues.map(({ path, message, code, ...issue }): ConfigurationProblem => {
    const value = valueAt(service, path)
    // The name is what is wrong, not what it stands for.
    const allowed =
      code === 'invalid_key' && 'issues' in issue
        ? ((issue.issues as { message: string }[])[0]?.message ?? message)
        : message
    return {
      where: `${serviceLabel(service)}: ${path.map(String).join('.')}`,
      ...(value !== undefined && code !== 'invalid_key' && { value: showValue(value) }),
      problem: value === undefined ? 'is missing' : 'is not allowed',
      remedy: `it ${allowed}`,
    }
  })
  return problems.length > 0 ? problems : ownTables(service)
}

/** What it names as tables of its types has to be among its tables, and migrations have to make them. */
function ownTables(service: ServiceModule): readonly ConfigurationProblem[] {
  const { tables = [], migrations = {}, sharedTypes = {}, taggedTypes = {} } = service
  const problems: ConfigurationProblem[] = []
  const types = [
    ...Object.entries(sharedTypes).map(at('sharedTypes')),
    ...Object.entries(taggedTypes).map(at('taggedTypes')),
  ]
  for (const { where, named } of types) {
    if (tables.includes(named) || ADOPTED_TABLES.includes(named)) continue
    const remedy = `add it to tables, where ${tables.length === 0 ? 'none is' : `these are: ${tables.join(', ')}`}`
    problems.push({ where: `${serviceLabel(service)}: ${where}`, value: named, problem: 'is no table of it', remedy })
  }
  if (tables.length > 0 && Object.keys(migrations).length === 0) {
    const remedy = 'add migrations: { "0001-first": { up: (db) => … } }'
    problems.push({
      where: `${serviceLabel(service)}: tables`,
      problem: 'there is no migration that makes them',
      remedy,
    })
  }
  return problems
}

const at =
  (field: string) =>
  ([type, { table: named }]: [string, { readonly table: string }]): {
    readonly where: string
    readonly named: string
  } => ({
    where: `${field}.${type}.table`,
    named,
  })

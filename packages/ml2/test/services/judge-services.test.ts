import type { ServiceModule } from '@netloom/core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { judgeOptions } from '../../src/options/judge-options.ts'
import { typeModule } from '../support/fake-drivers.ts'
import { fakeService, tapService } from '../support/fake-service.ts'
import { testStore } from '../support/test-store.ts'

async function problemsOf(...services: readonly ServiceModule[]): Promise<readonly string[]> {
  try {
    judgeOptions({ modules: [typeModule(), ...services], store: await testStore() })
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}
const payloads = { 'a/': z.object({}) }
const odd = (parts: object): ServiceModule => fakeService('odd', { packageName: 'pkg', ...parts })

it('takes services that have everything, in any order', async () => {
  expect(await problemsOf(fakeService('second', { requires: ['tap-as-a-service', 'qos'] }), tapService())).toEqual([])
})

it.each<[string, readonly ServiceModule[], RegExp]>([
  [
    'a module of another contract',
    [odd({ contract: 99 })],
    /^modules\[1\] = service 'odd' of pkg: is made for contract 99, .*; install a release of pkg for contract 1/,
  ],
  [
    'two modules of one name',
    [odd({}), odd({})],
    /^modules\[2\] = service 'odd' of pkg: is listed twice, at modules\[1\], too; list each service once$/,
  ],
  ['one without start', [odd({ start: undefined })], /^modules\[1\]: is no module .*of a service, \{ …, start \}/],
  [
    'requires that is missing',
    [odd({ requires: ['qoss'] })],
    /^service 'odd' of pkg: requires = qoss: no such service is loaded; did you mean qos\? Otherwise load qoss, too .*or leave odd out$/,
  ],
  [
    'requires that is circular',
    [odd({ requires: ['b'] }), fakeService('b', { requires: ['c'] }), fakeService('c', { requires: ['odd'] })],
    /^service 'odd' of pkg: requires: none of them can start first: odd requires b requires c requires odd; take one out of requires in pkg$/,
  ],
  [
    'requires of itself',
    [odd({ requires: ['odd'] })],
    /^service 'odd' of pkg: requires: none of them can start first: odd requires odd; /,
  ],
  [
    'a topic without payload schemas',
    [odd({ topics: { odd: { payloads: {} } } })],
    /^service 'odd' of pkg: topics\.odd\.payloads = \{\}: is not allowed; it must be payload schemas by the keys of items, at least one/,
  ],
  [
    'a topic whose payloads are missing',
    [odd({ topics: { odd: {} } })],
    /^service 'odd' of pkg: topics\.odd\.payloads: is missing; it must be payload schemas/,
  ],
  [
    'a payload that is no schema',
    [odd({ topics: { odd: { payloads: { 'a/': {} } } } })],
    /topics\.odd\.payloads\.a\/ = \{\}: is not allowed; it must be a payload schema: an object with safeParse\(\)/,
  ],
  [
    'a table of the engine',
    [odd({ tables: ['ports'], migrations: tapService().migrations })],
    /tables = ports: the engine has it already/,
  ],
  [
    'a table of another service',
    [tapService(), odd({ tables: ['taps'], migrations: tapService().migrations })],
    /^service 'odd' of pkg: tables = taps: service 'taps' of netloom-service-taps has it already; give it another name, or load one of the two$/,
  ],
  [
    'a table that migrations keep for themselves',
    [odd({ tables: ['kysely_migration'] })],
    /tables\.0 = "kysely_migration": is not allowed/,
  ],
  [
    'a table that nothing makes',
    [odd({ tables: ['odd'] })],
    /tables: there is no migration that makes them; add migrations/,
  ],
  ['a topic of the engine', [odd({ topics: { host: { payloads } } })], /topics = host: the engine has it already/],
  [
    'a topic of another service',
    [tapService(), odd({ topics: { taps: { payloads } } })],
    /topics = taps: service 'taps' of/,
  ],
  [
    'texts of an alias without a date',
    [odd({ aliases: ['odd'], aliasTexts: { odd: { name: 'Odd', description: 'Odd.', updated: 'yesterday' } } })],
    /aliasTexts\.odd\.updated = .*yesterday.*: is not allowed; it must be a date and time as ISO 8601 has them/,
  ],
  ['a quota of the engine', [odd({ quotas: { port: 1 } })], /quotas = port: the engine has it already/],
  ['a quota of another service', [tapService(), odd({ quotas: { tap: 1 } })], /quotas = tap: service 'taps' of/],
  [
    'a quota below -1',
    [odd({ quotas: { odd: -2 } })],
    /quotas\.odd = -2: is not allowed; it must be a whole number from -1/,
  ],
  ['tags of the engine', [taggedAs('networks')], /taggedTypes = networks: the engine has it already/],
  ['tags of another service', [tapService(), taggedAs('taps')], /taggedTypes = taps: service 'taps' of/],
  [
    'an RBAC type of another service',
    [
      tapService(),
      odd({ tables: ['o'], migrations: tapService().migrations, sharedTypes: { tap: { label: 'T', table: 'o' } } }),
    ],
    /sharedTypes = tap: service 'taps' of/,
  ],
  [
    'a type whose table is not its own',
    [odd({ sharedTypes: { odd: { label: 'Odd', table: 'ports' } } })],
    /sharedTypes\.odd\.table = ports: is no table of it; add it to tables, where none is/,
  ],
  [
    'an alias of another service',
    [tapService(), odd({ aliases: ['tap-as-a-service'] })],
    /aliases = tap-as-a-service: service 'taps' of/,
  ],
  [
    'an entity of the engine',
    [odd({ entities: { L2: { agentType: 'x' } } })],
    /entities = L2: the engine has it already/,
  ],
  [
    'agents of another service',
    [tapService(), odd({ entities: { ODD: { agentType: 'Tap agent' } } })],
    /entities\.ODD\.agentType = Tap agent: such agents report for TAP of service 'taps'/,
  ],
  [
    'two names that give one schema history',
    [fakeService('a-b'), fakeService('a_b')],
    /^service 'a_b': name = a_b: its schema history would be that of service 'a-b'; give it another name$/,
  ],
  [
    'a name that is no name',
    [fakeService('Odd One')],
    /^service 'Odd One': name = "Odd One": is not allowed; it must be lower-case/,
  ],
  [
    'a migration without up',
    [odd({ migrations: { '0001-a': {} } })],
    /migrations\.0001-a\.up: is missing; it must be a function/,
  ],
])('refuses %s in one line with package, field and remedy', async (_what, services, line) => {
  const problems = await problemsOf(...services)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(line)
})

function taggedAs(type: string): ServiceModule {
  const { migrations } = tapService()
  return odd({ tables: ['o'], migrations, taggedTypes: { [type]: { table: 'o', service: 'x' } } })
}

it('takes limits of services among the quotas, and refuses those of none', async () => {
  const store = await testStore()
  const { UNLIMITED_QUOTAS } = await import('@netloom/core')
  const quotas = { ...UNLIMITED_QUOTAS, tap: 7 }
  const modules = [typeModule(), tapService()]
  expect(judgeOptions({ modules, store, ml2: { quotas } }).ml2?.quotas).toEqual(quotas)
  expect(() => judgeOptions({ modules: [typeModule()], store, ml2: { quotas } })).toThrow(
    'ml2.quotas.tap: there is no such option',
  )
})

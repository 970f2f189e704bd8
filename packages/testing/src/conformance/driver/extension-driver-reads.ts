import { randomUUID } from 'node:crypto'
import type { ExtendedResource, ExtensionDriver, ExtensionValues } from '@netloom/core'
import { extensionField } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { ConformanceCheck } from '../support/check.ts'
import { rolledBack } from '../support/in-transaction.ts'
import { canonical, deepFreeze, isSame } from '../support/same.ts'
import { changedTables, readRows } from '../support/store-rows.ts'
import { PRECOMMIT_BUDGET, withinBudget } from '../support/within-budget.ts'
import { isPlain } from './mechanism-driver-writes.ts'
import { process, RESOURCES, sampleResource } from './extension-driver-calls.ts'
import type { ExtensionDriverFixture } from './extension-driver-fixture.ts'

type Check = ConformanceCheck<ExtensionDriverFixture>
type Db = Transaction['db']
type Resource = object & { readonly id: string }

const HOOKS = { network: 'readNetworks', subnet: 'readSubnets', port: 'readPorts' } as const

/** Objects of one resource, each of another project. */
function objectsOf(resource: ExtendedResource, count: number): readonly Resource[] {
  return Array.from({ length: count }, (_, index) => {
    // Never the same: one that keeps them in memory must not find them again.
    const id = randomUUID()
    return deepFreeze({ ...structuredClone(sampleResource(resource)), id, projectId: `p${String(index)}` })
  })
}

/** Calls a read hook as the engine does. */
export async function readExtension(
  driver: ExtensionDriver,
  resource: ExtendedResource,
  objects: readonly Resource[],
  db: Db,
): Promise<ReadonlyMap<string, ExtensionValues>> {
  const hook = driver[HOOKS[resource]] as unknown as
    ((objects: readonly Resource[], db: Db) => Promise<ReadonlyMap<string, ExtensionValues>>) | undefined
  if (hook === undefined) return new Map()
  const name = HOOKS[resource]
  const values: unknown = await withinBudget(
    name,
    () => hook.call(driver, deepFreeze([...objects]), db),
    PRECOMMIT_BUDGET,
  )
  if (!(values instanceof Map)) throw new Error(`${name} returned no Map`)
  return values as ReadonlyMap<string, ExtensionValues>
}

/** The resources that the fixture has values for. */
const testedOf = ({ accepted }: ExtensionDriverFixture): readonly (readonly [ExtendedResource, ExtensionValues])[] =>
  RESOURCES.flatMap((resource) => {
    const values = accepted[resource]
    return values === undefined || Object.keys(values).length === 0 ? [] : [[resource, values] as const]
  })

const fieldsOf = ({ attributes }: ExtensionDriver, resource: ExtendedResource): readonly string[] =>
  Object.entries(attributes?.[resource] ?? {}).map(([name, one]) => extensionField(name, one))

const shownOf = (values: ReadonlyMap<string, ExtensionValues>, { id }: Resource, fields: readonly string[]): unknown =>
  fields.map((field) => values.get(id)?.[field] ?? null)

/** Rules about what answers show. */
export const extensionReadChecks: readonly Check[] = [
  {
    rule: 'shows of each object what was said of it, in the transaction and after it, and nothing of it for others',
    async problems(fixture) {
      const { driver, store } = fixture
      const problems: string[] = []
      for (const [resource, values] of testedOf(fixture)) {
        const [own, other] = objectsOf(resource, 2)
        if (own === undefined || other === undefined) continue
        const look = async (when: string, db: Db): Promise<void> => {
          const fields = Object.keys(values)
          for (const page of [[own], [own, other], [other, own]]) {
            const shown = await readExtension(driver, resource, page, db)
            if (
              !isSame(
                shownOf(shown, own, fields),
                fields.map((field) => values[field]),
              )
            )
              problems.push(`${when}: a ${resource} does not show what it was given`)
            if (page.length === 1) continue
            const leaked = fields.filter(
              (field) => values[field] !== null && isSame(shown.get(other.id)?.[field], values[field]),
            )
            const isDefault = ({ attributes }: ExtensionDriver, field: string): boolean =>
              Object.entries(attributes?.[resource] ?? {}).some(
                ([name, one]) => extensionField(name, one) === field && isSame(one.default ?? null, values[field]),
              )
            problems.push(
              ...leaked
                .filter((field) => !isDefault(driver, field))
                .map((field) => `${when}: ${field} of one ${resource} is shown for another`),
            )
          }
          const alone = await readExtension(driver, resource, [other], db)
          for (const id of alone.keys())
            if (id !== other.id) problems.push(`${when}: it shows a ${resource} that was not asked for`)
        }
        await store.transaction(async (tx) => {
          await process(driver, ['Create', resource], values, tx, own)
          await look('in the transaction', tx.db)
        })
        await look('after it', store.db)
      }
      return problems
    },
  },
  {
    rule: 'shows only fields that it declares, as data, and none of no objects',
    async problems(fixture) {
      const { driver, store } = fixture
      const problems: string[] = []
      for (const [resource, values] of testedOf(fixture)) {
        const objects = objectsOf(resource, 3)
        await store.transaction(async (tx) => {
          for (const object of objects) await process(driver, ['Create', resource], values, tx, object)
        })
        const fields = fieldsOf(driver, resource)
        for (const shown of (await readExtension(driver, resource, objects, store.db)).values()) {
          problems.push(
            ...Object.keys(shown)
              .filter((field) => !fields.includes(field))
              .map((field) => `it shows ${field} of a ${resource}, which it does not declare`),
          )
          if (!isPlain(shown)) problems.push(`what it shows of a ${resource} is no data`)
        }
        if ((await readExtension(driver, resource, [], store.db)).size > 0)
          problems.push(`of no ${resource} it shows something`)
      }
      return problems
    },
  },
  {
    rule: 'reads a page at once: as many statements for twenty objects as for two',
    async problems(fixture) {
      const { driver, store } = fixture
      const problems: string[] = []
      for (const [resource, values] of testedOf(fixture)) {
        const objects = objectsOf(resource, 20)
        await store.transaction(async (tx) => {
          for (const object of objects) await process(driver, ['Create', resource], values, tx, object)
        })
        const statements = async (count: number): Promise<number> => {
          let ran = 0
          const db = store.db.withPlugin({
            transformQuery: ({ node }) => {
              ran += 1
              return node
            },
            transformResult: ({ result }) => Promise.resolve(result),
          })
          await readExtension(driver, resource, objects.slice(0, count), db)
          return ran
        }
        const [few, many] = [await statements(2), await statements(20)]
        if (many > few) problems.push(`${String(few)} statements for two of ${resource}, ${String(many)} for twenty`)
      }
      return problems
    },
  },
  {
    rule: 'changes nothing by reading, and forgets what was rolled back',
    async problems(fixture) {
      const { driver, store } = fixture
      const problems: string[] = []
      for (const [resource, values] of testedOf(fixture)) {
        const [object] = objectsOf(resource, 1)
        if (object === undefined) continue
        const before = canonical([...(await readExtension(driver, resource, [object], store.db))])
        await rolledBack(store, async (tx) => {
          await process(driver, ['Create', resource], values, tx, object)
          await readExtension(driver, resource, [object], tx.db)
        })
        if (canonical([...(await readExtension(driver, resource, [object], store.db))]) !== before)
          problems.push(`a ${resource} shows what was rolled back`)
        const rows = await readRows(store)
        await readExtension(driver, resource, [object], store.db)
        problems.push(...changedTables(rows, await readRows(store)).map((table) => `reading changes table ${table}`))
      }
      return problems
    },
  },
  {
    rule: 'finds by its filters the objects that have the value, and no others',
    async problems(fixture) {
      const { driver, store } = fixture
      const problems: string[] = []
      for (const [resource, values] of testedOf(fixture)) {
        const [own] = objectsOf(resource, 1)
        if (own === undefined) continue
        await store.transaction((tx) => process(driver, ['Create', resource], values, tx, own))
        for (const [name, attribute] of Object.entries(driver.attributes?.[resource] ?? {})) {
          const field = extensionField(name, attribute)
          const value = values[field]
          if (attribute.filter !== true || typeof value === 'object') continue
          const find = async (wanted: string | number | boolean): Promise<readonly string[]> =>
            (await driver.find?.(resource, field, [wanted], store.db)) ?? []
          if (!isSame(await find(value as string), [own.id]))
            problems.push(`${field} does not find the ${resource} that has it`)
          if ((await find('kit-no-such-value')).length > 0)
            problems.push(`${field} finds a ${resource} that has another`)
          if ((await driver.find?.(resource, field, [], store.db))?.length)
            problems.push(`${field} finds something for nothing`)
        }
      }
      return problems
    },
  },
  {
    rule: 'requires others by their names, not itself, and says in a sentence what it is',
    problems({ driver: { name, aliases, requires = [], description } }) {
      return Promise.resolve([
        ...requires.filter((one) => !/^[\w.-]+$/.test(one)).map((one) => `'${one}' is no name of a driver`),
        ...requires.filter((one) => one === name || aliases.includes(one)).map(() => 'it requires itself'),
        ...(new Set(requires).size === requires.length ? [] : ['it requires one twice']),
        ...(description === undefined || (/^\S.*\S$/.test(description) && !/[\r\n]/.test(description))
          ? []
          : ['its description is no sentence']),
      ])
    },
  },
]

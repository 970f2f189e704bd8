import { randomUUID } from 'node:crypto'
import type { ExtensionValues } from '@netloom/core'
import { extensionField } from '@netloom/core/kit'
import { attempt } from '../support/attempt.ts'
import type { ConformanceCheck } from '../support/check.ts'
import { isSame } from '../support/same.ts'
import { process, processPorts, RESOURCES, sampleResource } from './extension-driver-calls.ts'
import type { ExtensionDriverFixture } from './extension-driver-fixture.ts'
import { readExtension } from './extension-driver-reads.ts'

type Check = ConformanceCheck<ExtensionDriverFixture>

/** Rules about what an update may do to what is there. */
export const extensionUpdateChecks: readonly Check[] = [
  {
    rule: 'keeps the values of every port that a request makes, however many they are',
    async problems({ driver, store, accepted: { port: values } }) {
      if (values === undefined || driver.readPorts === undefined) return []
      const ports = [1, 2, 3].map(() => ({ ...sampleResource('port'), id: randomUUID() }))
      await store.transaction((tx) => processPorts(driver, values, tx, ports))
      const shown = await readExtension(driver, 'port', ports, store.db)
      return ports.flatMap(({ id }, index) =>
        Object.entries(values).every(([field, value]) => isSame(shown.get(id)?.[field], value))
          ? []
          : [`of three ports, number ${String(index + 1)} does not show what it was given`],
      )
    },
  },
  {
    rule: 'takes a value back when an update says the default, and leaves other objects as they are',
    async problems({ driver, store, accepted }) {
      const problems: string[] = []
      for (const resource of RESOURCES) {
        const values = accepted[resource]
        if (values === undefined) continue
        const [own, other] = [1, 2].map(() => ({ ...sampleResource(resource), id: randomUUID() }))
        if (own === undefined || other === undefined) continue
        await store.transaction(async (tx) => {
          for (const one of [own, other]) await process(driver, ['Create', resource], values, tx, one)
        })
        const shownOf = async (id: string): Promise<ExtensionValues> =>
          (await readExtension(driver, resource, [own, other], store.db)).get(id) ?? {}
        const before = await shownOf(other.id)
        for (const [name, attribute] of Object.entries(driver.attributes?.[resource] ?? {})) {
          const field = extensionField(name, attribute)
          const fallback = attribute.default ?? null
          if (attribute.put === undefined || values[field] === undefined || isSame(values[field], fallback)) continue
          const change = { [field]: fallback }
          // A value that it cannot be without is refused, and stays.
          const result = await attempt(() =>
            store.transaction((tx) => process(driver, ['Update', resource], change, tx, own)),
          )
          if ('error' in result) continue
          const shown = (await shownOf(own.id))[field] ?? fallback
          if (!isSame(shown, fallback)) problems.push(`${field} of a ${resource} stays what it was`)
        }
        if (!isSame(await shownOf(other.id), before)) problems.push(`an update of one ${resource} changes another`)
      }
      return problems
    },
  },
]

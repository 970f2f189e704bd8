import { type DriverModule, TYPE_DRIVER, type TypeDriver } from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import { CountingTypeDriver, typeModule } from './fake-drivers.ts'
import type { TestCloud } from './test-netloom.ts'

/** A type driver whose answers are these. */
export function answering(
  answers: Readonly<Partial<Record<keyof TypeDriver, unknown>>>,
  networkType = 'vxlan',
): DriverModule {
  const driver: TypeDriver = Object.assign(
    new CountingTypeDriver(networkType, 100),
    Object.fromEntries(
      Object.entries(answers).map(([hook, answer]) => [
        hook,
        hook === 'reserve' || hook === 'allocate' ? () => Promise.resolve(answer) : () => answer,
      ]),
    ),
  )
  return {
    ...typeModule(networkType),
    register: (container) => {
      container.register(TYPE_DRIVER, { useFactory: singleton(() => driver) })
    },
  }
}

/** All that a network leaves in the store. */
export async function tables({ store }: TestCloud): Promise<readonly unknown[]> {
  const rows: unknown[] = []
  for (const table of ['networks', 'segments', 'segment_allocations', 'changes'] as const)
    rows.push(...(await store.db.selectFrom(table).selectAll().execute()))
  return rows
}

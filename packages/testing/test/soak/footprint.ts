import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Store } from '@netloom/core/store'

/** What a process and its store take up. */
export interface Footprint {
  readonly rows: Readonly<Record<string, number>>
  readonly descriptors: number
  readonly files: readonly string[]
  /** MiB of all files. */
  readonly disk: number
  /** MiB after a collection. */
  readonly heap: number
}

const MIB = 1024 * 1024

export async function footprint(store: Store, folder: string): Promise<Footprint> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const rows = await countRows(store)
  collect()
  return {
    rows,
    descriptors: readdirSync('/proc/self/fd').length,
    files,
    disk: files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) / MIB,
    heap: process.memoryUsage().heapUsed / MIB,
  }
}

async function countRows({ db }: Store): Promise<Record<string, number>> {
  const rows: Record<string, number> = {}
  for (const { name } of await db.introspection.getTables()) {
    // Whatever tables there are, those of later versions, too.
    const { n } = await db
      .selectFrom(name as 'ports')
      .select(({ fn }) => fn.countAll<number | string>().as('n'))
      .executeTakeFirstOrThrow()
    rows[name] = Number(n)
  }
  return rows
}

function collect(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

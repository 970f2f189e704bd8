import { setTimeout as sleep } from 'node:timers/promises'
import type { Cloud } from './cloud.ts'
import { readTables, type HostTables } from './host-tables.ts'

const PATIENCE_MS = 2_000

/** The tables of `hosts` as soon as `holds` says yes; agents follow within milliseconds, and after two seconds it is what it is. */
export async function tablesWhen(
  cloud: Cloud,
  hosts: readonly string[],
  holds: (tables: readonly HostTables[]) => boolean,
): Promise<ReadonlyMap<string, HostTables>> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const tables = await Promise.all(hosts.map((host) => readTables(cloud, host)))
    if (holds(tables) || performance.now() > deadline) return new Map(tables.map((table) => [table.host, table]))
    await sleep(10)
  }
}

import { printColumns } from './columns.ts'
import type { HostTables } from './host-tables.ts'

/** Prints the three tables of several hosts side by side, as the article does with two terminals. */
export function showTables(tables: readonly HostTables[], device: string, marks: readonly string[]): void {
  const sections = [
    [`ip -d link show ${device}`, (table: HostTables) => table.link],
    [`bridge fdb show dev ${device}`, (table: HostTables) => table.fdb],
    [`ip neigh show dev ${device}`, (table: HostTables) => table.neighbours],
  ] as const
  for (const [command, read] of sections) {
    console.log(`\n  $ ${command}`)
    printColumns(
      tables.map((table) => ({ title: table.host, lines: read(table).length === 0 ? ['(empty)'] : read(table) })),
      marks,
    )
  }
  console.log()
}

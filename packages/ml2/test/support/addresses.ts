import type { Store } from '@netloom/core/store'

/** Free addresses of a subnet as the table has them, as `first-last` keys. */
export async function freeRanges(store: Store, subnetId: string): Promise<readonly string[]> {
  const rows = await store.db
    .selectFrom('ipam_free_ranges')
    .selectAll()
    .where('subnet_id', '=', subnetId)
    .orderBy('first_key')
    .execute()
  return rows.map((row) => `${row.first_key}-${row.last_key}`)
}

/** The runs of a set of numbers, in the same form. */
export function runsOf(values: Iterable<number>): readonly string[] {
  const runs: [number, number][] = []
  for (const value of [...values].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last !== undefined && last[1] === value - 1) last[1] = value
    else runs.push([value, value])
  }
  const key = (value: number): string => value.toString(16).padStart(8, '0')
  return runs.map(([first, last]) => `${key(first)}-${key(last)}`)
}

import { flag, type ListColumns, standardColumns } from '@netloom/core/kit'

/** Columns by which lists of anything of ours can be filtered and sorted. */
export const namedColumns = (table: string): ListColumns => ({
  ...standardColumns(table),
  shared: flag(`${table}.shared`),
})

import type { HostAccess, ReadScope } from '@netloom/core'

/** One object of what `ip -j` or `bridge -j` prints. */
export type Row = Readonly<Record<string, unknown>>

/** Above this many devices one listing of everything is cheaper than a process for each. */
const ONE_BY_ONE = 8

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

export const text = (row: Row | undefined, field: string): string | undefined => {
  const value = row?.[field]
  return typeof value === 'string' ? value : undefined
}

export const number = (row: Row | undefined, field: string): number | undefined => {
  const value = row?.[field]
  return typeof value === 'number' ? value : undefined
}

export const flag = (row: Row | undefined, field: string): boolean => row?.[field] === true

export const inner = (row: Row | undefined, field: string): Row | undefined => {
  const value = row?.[field]
  return isRow(value) ? value : undefined
}

export const strings = (row: Row, field: string): readonly string[] => {
  const value = row[field]
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}

/**
 * Rows of a listing, of the devices in scope. Listings of one device leave the device's name out, so it comes back as
 * `device`. A device that is not there has no rows.
 */
export async function deviceRows(
  host: HostAccess,
  tool: 'ip' | 'bridge',
  args: readonly string[],
  nameField: string,
  scope?: ReadScope,
): Promise<readonly { readonly device: string; readonly row: Row }[]> {
  const devices = scope?.devices
  if (devices === undefined || devices.size > ONE_BY_ONE) {
    const rows = rowsOf(await host.json(tool, args))
    return rows.flatMap((row) => {
      const device = text(row, nameField)
      return device === undefined || devices?.has(device) === false ? [] : [{ device, row }]
    })
  }
  const parts = await Promise.all(
    [...devices].map(async (device) => {
      const rows = await host.json(tool, [...args, 'dev', device]).then(rowsOf, (error: unknown) => {
        if (isGone(error)) return []
        throw error
      })
      return rows.map((row) => ({ device, row }))
    }),
  )
  return parts.flat()
}

const rowsOf = (printed: unknown): readonly Row[] => (Array.isArray(printed) ? printed.filter(isRow) : [])

const isGone = (error: unknown): boolean =>
  error instanceof Error && /does not exist|Cannot find device|No such device/.test(error.message)

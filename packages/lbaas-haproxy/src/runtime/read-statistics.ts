/** A line of `show stat`: of a frontend, or of a server in a backend. */
export interface StatisticsRow {
  readonly proxy: string
  /** `FRONTEND`, or the server's name. */
  readonly name: string
  readonly status: string
  readonly checkStatus: string
  /** What the last check said, in words. */
  readonly lastCheck: string
  readonly weight: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly activeConnections: number
  readonly totalConnections: number
  readonly requestErrors: number
}

/** Frontends (1) and servers (4) of all proxies. */
export const SHOW_STATISTICS = 'show stat -1 5 -1'

/** haproxy names its columns: they are found by name, wherever they stand. */
export function readStatistics(text: string): readonly StatisticsRow[] {
  const [head = '', ...lines] = text.split('\n')
  const columns = new Map(
    head
      .replace(/^# /, '')
      .split(',')
      .map((name, index) => [name, index]),
  )
  return lines.flatMap((line): readonly StatisticsRow[] => {
    const cells = cellsOf(line)
    const cell = (name: string): string => cells[columns.get(name) ?? -1] ?? ''
    const count = (name: string): number => Number(cell(name)) || 0
    if (cell('pxname') === '') return []
    return [
      {
        ...{ proxy: cell('pxname'), name: cell('svname'), status: cell('status'), checkStatus: cell('check_status') },
        ...{ lastCheck: cell('last_chk') || cell('check_desc'), weight: count('weight') },
        ...{ bytesIn: count('bin'), bytesOut: count('bout'), activeConnections: count('scur') },
        ...{ totalConnections: count('stot'), requestErrors: count('ereq') + count('econ') + count('eresp') },
      },
    ]
  })
}

/** A cell with a comma is in quotes, and a quote in it is doubled. */
function cellsOf(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',')
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
}

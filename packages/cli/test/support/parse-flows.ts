export interface Flow {
  readonly cookie: string
  readonly table: number
  /** Priority and match as `ovs-ofctl` writes them. */
  readonly match: string
  readonly actions: string
  /** Seconds since it was made. */
  readonly age: number
}

const STATISTICS = /^(cookie|duration|table|n_packets|n_bytes|idle_age|hard_age|idle_timeout|hard_timeout)=/

/** Flows that `ovs-ofctl dump-flows` printed. */
export const parseFlows = (printed: string): readonly Flow[] =>
  printed.split('\n').flatMap((line) => {
    const [head, actions] = line.trim().split(' actions=')
    if (head === undefined || actions === undefined) return []
    const parts = head.split(', ')
    const value = (name: string): string =>
      parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
    return [
      {
        cookie: value('cookie'),
        table: Number(value('table')),
        match: parts.filter((part) => !STATISTICS.test(part)).join(', '),
        actions,
        age: Number.parseFloat(value('duration')),
      },
    ]
  })

/** Without what changes by itself, to be compared. */
export const flowKeys = (flows: readonly Flow[]): readonly string[] =>
  flows.map(({ cookie, table, match, actions }) => `${cookie} ${String(table)} ${match} ${actions}`).sort()

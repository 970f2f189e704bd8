import { SWITCHES, TYPES, type Cell, type NetworkType, type Switches } from './cells.ts'

/** What was seen of a cell, for the printed table. */
export interface Outcome {
  readonly type: NetworkType
  readonly switches: Switches
  readonly population: boolean
  /** `failed` = its test did not come to its end. */
  readonly how: Cell['how'] | 'failed'
  readonly why: string
  readonly seen?: Seen
}

export interface Seen {
  /** Whether the first packet that either VM ever sent was answered. */
  readonly firstPings: { readonly near: boolean; readonly far: boolean }
  readonly arpRequests: number
  /** What the hosts' tables said of the network afterwards. */
  readonly rows: readonly string[]
}

const HEAD = ['type', 'switches', 'population', 'ran as', 'first ping', 'ARP on the wire', 'in the tables', 'because']

/** A table in Markdown, in the order of `TYPES` and `SWITCHES`. */
export function printOutcomes(outcomes: readonly Outcome[]): string {
  const rows = [...outcomes]
    .sort((a, b) => place(a) - place(b))
    .map(({ type, switches, population, how, why, seen }) => [
      ...[type, switches, population ? 'with' : 'without', how],
      ...(seen === undefined ? ['–', '–', '–'] : told(seen)),
      why,
    ])
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(HEAD), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

function told({ firstPings: { near, far }, arpRequests, rows }: Seen): readonly string[] {
  const answered = near && far ? 'answered both ways' : near || far ? 'answered one way' : 'not answered'
  const words = [...new Set(rows.map((row) => row.split(' ')[0] ?? ''))].sort()
  return [answered, String(arpRequests), words.join(', ')]
}

const place = ({ type, switches, population }: Outcome): number =>
  100 * TYPES.indexOf(type) + 10 * SWITCHES.indexOf(switches) + (population ? 0 : 1)

import { SWITCHES, TYPES, type NetworkType, type Switches } from './cells.ts'

/** What came of a cell, for the printed table. */
export interface Outcome {
  readonly type: NetworkType
  readonly switches: Switches
  readonly population: boolean
  readonly how: string
  readonly firstPing?: string
  readonly arpRequests?: number
  readonly why: string
}

const HEAD = ['type', 'switches', 'population', 'ran as', 'first ping', 'ARP requests on the wire', 'because']

/** A table in Markdown, in the order of `TYPES` and `SWITCHES`. */
export function printOutcomes(outcomes: readonly Outcome[]): string {
  const rows = [...outcomes]
    .sort((a, b) => place(a) - place(b))
    .map((one) => [
      one.type,
      one.switches,
      one.population ? 'with' : 'without',
      one.how,
      one.firstPing ?? '–',
      one.arpRequests === undefined ? '–' : String(one.arpRequests),
      one.why,
    ])
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(HEAD), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

const place = ({ type, switches, population }: Outcome): number =>
  100 * TYPES.indexOf(type) + 10 * SWITCHES.indexOf(switches) + (population ? 0 : 1)

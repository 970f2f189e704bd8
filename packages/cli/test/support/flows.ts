import { labExec } from '../../src/lab/lab-exec.ts'

export interface Flow {
  readonly cookie: string
  readonly table: number
  /** Priority and match as `ovs-ofctl` writes them. */
  readonly match: string
  readonly actions: string
  /** Seconds since it was made. */
  readonly age: number
}

/** Marks flows of an agent (`d`: those that count spoofs); the rest of the cookie is which flow it is. */
const OURS = /^0x6e6[cd]/

const STATISTICS = /^(cookie|duration|table|n_packets|n_bytes|idle_age|hard_age|idle_timeout|hard_timeout)=/

/** Flows of one bridge of a lab host that the agent made. */
export async function ourFlows(host: string, bridge: string, lab: string): Promise<readonly Flow[]> {
  return (await allFlows(host, bridge, lab)).filter(({ cookie }) => OURS.test(cookie))
}

export async function allFlows(host: string, bridge: string, lab: string): Promise<readonly Flow[]> {
  const { stdout, stderr, exitCode } = await labExec(host, ['ovs-ofctl', 'dump-flows', '--names', bridge], lab)
  if (exitCode !== 0) throw new Error(stderr)
  return stdout.split('\n').flatMap((line) => {
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
}

/** Without what changes by itself, to be compared. */
export const flowKeys = (flows: readonly Flow[]): readonly string[] =>
  flows.map(({ cookie, table, match, actions }) => `${cookie} ${String(table)} ${match} ${actions}`).sort()

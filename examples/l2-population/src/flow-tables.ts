import type { Cloud } from './cloud.ts'
import { paint } from './paint.ts'

/** One flow of a bridge, as `ovs-ofctl` writes it. */
export interface Flow {
  readonly table: number
  /** Priority and match. */
  readonly match: string
  readonly actions: string
  /** Seconds since it was made. */
  readonly age: number
}

/** What each table of the tunnel bridge decides (Neutron's numbers). */
const WORDS: Readonly<Record<number, string>> = {
  0: 'where does the packet come from?',
  2: 'from this host: one receiver, or many?',
  3: 'out of a GRE tunnel: which network?',
  4: 'out of a VXLAN tunnel: which network?',
  6: 'out of a Geneve tunnel: which network?',
  10: 'remember who is behind which tunnel, and on to the machines',
  20: 'one receiver: straight to its host',
  21: 'ARP requests: answered here',
  22: 'many receivers: to every host of the network',
}

/** The flows of a bridge of one host, those left out that it has learned by itself. */
export async function readFlows(cloud: Cloud, host: string, bridge: string): Promise<readonly Flow[]> {
  const text = await cloud.run(host, 'ovs-ofctl', 'dump-flows', '--names', bridge)
  return text.split('\n').flatMap((line) => {
    const [head, actions] = line.trim().split(' actions=')
    if (head === undefined || actions === undefined || head.includes('hard_timeout=')) return []
    const number = (name: string): number => Number.parseFloat(new RegExp(`\\b${name}=([\\d.]+)`).exec(head)?.[1] ?? '')
    const match = head.split(', ').findLast((part) => part.startsWith('priority=')) ?? ''
    return [{ table: number('table'), match, actions, age: number('duration') }]
  })
}

/** Prints flows by table, with what the table is for; the words in `marks` stand out. */
export function showFlows(flows: readonly Flow[], marks: readonly string[]): void {
  for (const [table, words] of Object.entries(WORDS)) {
    const own = flows.filter((flow) => flow.table === Number(table))
    // What only drops says nothing; a type of tunnel that is not used has nothing else.
    const telling = own.filter(({ actions }) => actions !== 'drop')
    if (telling.length === 0) continue
    console.log(`  ${paint(['bold', 'cyan'], `table ${table}`)}  ${words}`)
    for (const { match, actions } of telling) {
      const line = `${match.replace(/^priority=\d+,?/, '') || 'anything else'} → ${shorten(actions)}`
      console.log(`    ${marks.reduce((text, mark) => text.replaceAll(mark, paint('yellow', mark)), line)}`)
    }
  }
}

/** Steps that make a reply of a request fill lines, and say nothing new from flow to flow. */
const shorten = (actions: string): string =>
  actions.length <= 110 ? actions : `${actions.slice(0, 70)} … ${actions.slice(-37)}`

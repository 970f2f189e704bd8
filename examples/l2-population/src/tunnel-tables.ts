import { setTimeout as sleep } from 'node:timers/promises'
import type { Cloud } from './cloud.ts'
import { readFlows, type Flow } from './flow-tables.ts'

/** What one host's tunnel bridge does with the frames of its machines. */
export interface TunnelTables {
  readonly flows: readonly Flow[]
  /** `mac → vtep` of every entry of table 20. */
  readonly unicast: ReadonlyMap<string, string>
  /** VTEPs that table 22 sends to. */
  readonly flood: ReadonlySet<string>
  /** Addresses for which table 21 answers. */
  readonly answers: ReadonlySet<string>
}

const PATIENCE_MS = 2_000

/** The tables as soon as `holds` says yes; after two seconds it is what it is. */
export async function tunnelTablesWhen(
  cloud: Cloud,
  host: string,
  holds: (tables: TunnelTables) => boolean,
): Promise<TunnelTables> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const tables = await readTunnelTables(cloud, host)
    if (holds(tables) || performance.now() > deadline) return tables
    await sleep(10)
  }
}

async function readTunnelTables(cloud: Cloud, host: string): Promise<TunnelTables> {
  const [flows, remotes] = await Promise.all([readFlows(cloud, host, 'br-tun'), readRemotes(cloud, host)])
  const inTable = (table: number): readonly Flow[] => flows.filter((flow) => flow.table === table)
  const outputs = ({ actions }: Flow): readonly string[] =>
    [...actions.matchAll(/output:"?([\w.-]+)"?/g)].map(([, port]) => remotes.get(port ?? '') ?? `port ${port ?? ''}`)
  return {
    flows,
    unicast: new Map(
      inTable(20).flatMap((flow) => {
        const mac = /dl_dst=([0-9a-f:]+)/.exec(flow.match)?.[1]
        return mac === undefined ? [] : [[mac, outputs(flow).join(' ')] as const]
      }),
    ),
    flood: new Set(inTable(22).flatMap(outputs)),
    answers: new Set(
      inTable(21).flatMap(({ match, actions }) =>
        actions.includes('mod_dl_src') ? (/arp_tpa=([\d.]+)/.exec(match)?.[1] ?? []) : [],
      ),
    ),
  }
}

/** Tunnel port → VTEP behind it, as the switch's database has it. */
async function readRemotes(cloud: Cloud, host: string): Promise<ReadonlyMap<string, string>> {
  const columns = ['--columns=name,options', '--format=json', 'list', 'interface']
  const { data } = JSON.parse(await cloud.run(host, 'ovs-vsctl', ...columns)) as {
    readonly data: readonly (readonly [string, readonly ['map', readonly (readonly [string, string])[]]])[]
  }
  return new Map(
    data.flatMap(([name, [, options]]) => {
      const remote = new Map(options).get('remote_ip')
      return remote === undefined ? [] : [[name, remote] as const]
    }),
  )
}

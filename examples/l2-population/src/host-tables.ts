import type { Cloud } from './cloud.ts'

/** What one host's kernel holds about the network, as the tools show it and as rows. */
export interface HostTables {
  readonly host: string
  readonly link: readonly string[]
  readonly fdb: readonly string[]
  readonly neighbours: readonly string[]
  /** `mac → vtep` of every unicast entry that points into the overlay. */
  readonly unicast: ReadonlyMap<string, string>
  /** VTEPs that broadcast goes to. */
  readonly flood: ReadonlySet<string>
  /** `ip → mac` that this host answers for. */
  readonly answers: ReadonlyMap<string, string>
}

const FLOOD_MAC = '00:00:00:00:00:00'

/** Reads the three tables of the article from one host; empty ones when it has no device for the network. */
export async function readTables(cloud: Cloud, host: string): Promise<HostTables> {
  const device = `vxlan-${String(cloud.vni)}`
  if (!(await cloud.succeeds(host, 'ip', 'link', 'show', device))) return noTables(host)
  const [link, fdb, neighbours] = await Promise.all([
    cloud.run(host, 'ip', '-d', 'link', 'show', device),
    cloud.run(host, 'bridge', 'fdb', 'show', 'dev', device),
    cloud.run(host, 'ip', 'neigh', 'show', 'dev', device),
  ]).catch(async (error: unknown) => {
    // It went between two looks.
    if (await cloud.succeeds(host, 'ip', 'link', 'show', device)) throw error
    return [undefined, '', ''] as const
  })
  if (link === undefined) return noTables(host)
  const remote = lines(fdb).filter((line) => line.includes(' dst '))
  const entries = remote.map((line) => ({ mac: line.split(' ')[0] ?? '', vtep: / dst (\S+)/.exec(line)?.[1] ?? '' }))
  return {
    host,
    link: linkSummary(link),
    fdb: remote.sort(),
    neighbours: lines(neighbours).sort(),
    unicast: new Map(entries.filter((entry) => entry.mac !== FLOOD_MAC).map((entry) => [entry.mac, entry.vtep])),
    flood: new Set(entries.filter((entry) => entry.mac === FLOOD_MAC).map((entry) => entry.vtep)),
    answers: new Map(
      lines(neighbours).map((line) => [line.split(' ')[0] ?? '', / lladdr (\S+)/.exec(line)?.[1] ?? '']),
    ),
  }
}

/** What a host has that is no member of the network. */
export function noTables(host: string): HostTables {
  const none = { unicast: new Map<string, string>(), flood: new Set<string>(), answers: new Map<string, string>() }
  return { host, link: ['(no such device here)'], fdb: [], neighbours: [], ...none }
}

/** The device line and the vxlan line, cut to what the article points at. */
function linkSummary(text: string): readonly string[] {
  const all = lines(text)
  const device = (all[0] ?? '')
    .replace(/^\d+: /, '')
    .replace(/ qdisc.*? master/, ' master')
    .replace(/ state .*/, '')
  const vxlan = (all.find((line) => line.startsWith('vxlan ')) ?? '').replace(/ srcport \d+ \d+| ttl auto.*/g, '')
  return [device, vxlan]
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

import type { HostAccess } from '@netloom/core'

/*
 * The end of a pair on the host is plugged by a switch's agent, which writes its own mark into the alias. Ours is a second name
 * of the device (`ip link property`): `netloom-l3.host1-tap0123456789a`.
 */
const PREFIX = 'netloom-'

/** At most 127 characters. */
export const pairName = (agent: string | undefined, device: string): string =>
  `${PREFIX}${(agent ?? '').slice(0, 100)}-${device}`

interface Row {
  readonly ifname?: string
  readonly altnames?: readonly string[]
}

export interface Pairs {
  /** Ends on the host of pairs of this agent. */
  readonly own: ReadonlySet<string>
  /** Devices without such a name. */
  readonly unmarked: ReadonlySet<string>
}

export async function readPairs(host: HostAccess): Promise<Pairs> {
  const listed = await host.json('ip', ['link', 'show'])
  const rows = Array.isArray(listed) ? (listed as readonly Row[]) : []
  const own = new Set<string>()
  const unmarked = new Set<string>()
  // A kernel without second names shows none at all: nothing is missing there.
  const hasNames = rows.some(({ altnames }) => altnames !== undefined)
  for (const { ifname, altnames = [] } of rows) {
    if (ifname === undefined) continue
    if (altnames.includes(pairName(host.agent, ifname))) own.add(ifname)
    else if (hasNames) unmarked.add(ifname)
  }
  return { own, unmarked }
}

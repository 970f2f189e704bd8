import type { HostAccess } from '@netloom/core'
import type { DnsmasqState } from '../render/states.ts'
import { readLeases } from './read-leases.ts'

const TRIES = 3
const PAUSE = 300

interface Lease {
  readonly macAddress: string
  readonly ipAddress: string
  readonly clientId: string
}

interface Lease6 {
  readonly iaid: string
  readonly ipAddress: string
  readonly clientId: string
}

interface Leases {
  readonly v4: readonly Lease[]
  readonly v6: readonly Lease6[]
  readonly serverId: string | undefined
}

/** What a lease file of dnsmasq says. Lines: expiry, MAC (v6: IAID), address, name, client id; the server's own id after `duid`. */
export function parseLeases(text: string): Leases {
  const rows = text.split('\n').map((line) => line.split(' '))
  const duid = rows.find(([first]) => first === 'duid')?.[1]
  const leases = rows.filter((row) => row.length >= 5)
  return {
    serverId: duid,
    v4: leases
      .filter(([, , address = '']) => !address.includes(':'))
      .map(([, mac = '', address = '', , client = '*']) => ({ macAddress: mac, ipAddress: address, clientId: client })),
    v6: leases
      .filter(([, , address = '']) => address.includes(':'))
      .map(([, iaid = '', address = '', , client = '']) => ({
        iaid: iaid.replace(/^T/, ''),
        ipAddress: address.replaceAll(/[[\]]/g, ''),
        clientId: client,
      })),
  }
}

/** Pairs of MAC and address that the host file names. */
export function hostPairs(hosts: string): ReadonlySet<string> {
  const pairs = new Set<string>()
  for (const line of hosts.split('\n')) {
    const [mac = '', ...parts] = line.split(',')
    for (const part of parts) {
      if (/^\d+\.\d+\.\d+\.\d+$/.test(part)) pairs.add(`${mac} ${part}`)
      else if (part.startsWith('[')) pairs.add(part.slice(1, -1))
    }
  }
  return pairs
}

/**
 * Ends leases of addresses that their clients do not have any more, so that others get them. dnsmasq forgets them only when it
 * hears that the client gave them back, which is what the tools pretend. Neutron: `_release_unused_leases`.
 * `ending` = addresses of IPv6 whose leases of now end, though their ports have them still.
 */
export async function releaseLeases(
  state: DnsmasqState,
  host: HostAccess,
  ending: ReadonlySet<string> = new Set(),
): Promise<void> {
  const pairs = hostPairs(state.files['host'] ?? '')
  const now = parseLeases(await readLeases(state.directory)).v6
  // By client: the next one may have its lease before the last try.
  const doomed = new Set(now.filter(({ ipAddress }) => ending.has(ipAddress)).map(leaseKey))
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { v4, v6, serverId } = parseLeases(await readLeases(state.directory))
    const old4 = v4.filter(({ macAddress, ipAddress }) => !pairs.has(`${macAddress} ${ipAddress}`))
    const old6 =
      serverId === undefined ? [] : v6.filter((lease) => !pairs.has(lease.ipAddress) || doomed.has(leaseKey(lease)))
    if (old4.length + old6.length === 0) return
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE))
    for (const { macAddress, ipAddress, clientId } of old4) {
      const client = clientId === '*' ? [] : [clientId]
      await tool(host, state, ['dhcp_release', state.interface, ipAddress, macAddress, ...client])
    }
    for (const { ipAddress, clientId, iaid } of old6) {
      const ids = ['--client-id', clientId, '--server-id', serverId ?? '', '--iaid', iaid]
      await tool(host, state, ['dhcp_release6', '--iface', state.interface, ...ids, '--ip', ipAddress])
    }
    // The server takes the word a moment after the tool has said it.
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const leaseKey = ({ clientId, iaid, ipAddress }: Lease6): string => `${clientId} ${iaid} ${ipAddress}`

/** One that fails is tried again with the others. */
async function tool(
  host: HostAccess,
  { namespace }: DnsmasqState,
  argv: readonly [string, ...string[]],
): Promise<void> {
  await host.run({ argv, netns: namespace }).catch(() => undefined)
}

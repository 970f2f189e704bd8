import { BlockList, isIP } from 'node:net'
import { Failure } from '../../base/failure.ts'
import type { LabHost } from './lab-state.ts'
import type { LabRole } from './lab-role.ts'
import { checkHostName, hostNetns } from './names.ts'

export interface HostRequest {
  readonly name: string
  /** Default 192.0.2.<position>. */
  readonly vtep?: string
  /** Default: that of its turn. */
  readonly mechanism?: string
  /** What its agents do (`l2`, `dhcp`, …); default: as the lab's hosts. */
  readonly roles?: readonly string[]
  /** Whether `dhcp` is one of them, whatever the others are. */
  readonly dhcp?: boolean
}

const MOST_HOSTS = 60
const DEFAULT_MECHANISMS: readonly string[] = ['linuxbridge']

/** Bits that all VTEPs of a lab share: the underlay is one wire, with no router. */
export const vtepPrefix = (vtep: string): number => (isIP(vtep) === 6 ? 64 : 24)

/**
 * Judges who the hosts of a lab shall be, before anything is built. Hosts that name no mechanism take turns among `mechanisms`.
 * @throws {Failure}
 */
export function labHosts(
  lab: string,
  wanted: number | readonly HostRequest[],
  mechanisms: readonly string[] = DEFAULT_MECHANISMS,
  rolesOf: (request: HostRequest) => readonly LabRole[] = () => [],
): readonly LabHost[] {
  const count = typeof wanted === 'number' ? wanted : wanted.length
  if (!Number.isInteger(count) || count < 1 || count > MOST_HOSTS) {
    throw new Failure(`--hosts ${String(count)}: a lab has 1 to ${String(MOST_HOSTS)} hosts`, 'usage')
  }
  const list: readonly HostRequest[] =
    typeof wanted === 'number'
      ? Array.from({ length: count }, (_, index) => ({ name: `host${String(index + 1)}` }))
      : wanted
  const hosts: LabHost[] = []
  for (const [position, request] of list.entries()) {
    const { name, vtep = `192.0.2.${String(position + 1)}` } = request
    const mechanism = request.mechanism ?? mechanisms[position % mechanisms.length] ?? ''
    checkHostName(name)
    if (hosts.some((host) => host.name === name))
      throw new Failure(`host "${name}": named twice; names are unique`, 'usage')
    checkVtep(name, vtep, hosts)
    const agents = rolesOf(request).map((role) => ({ role }))
    hosts.push({ name, netns: hostNetns(lab, name), vtep, mechanism, index: position + 1, agents })
  }
  return hosts
}

function checkVtep(name: string, vtep: string, others: readonly LabHost[]): void {
  const family = isIP(vtep)
  if (family === 0)
    throw new Failure(`host "${name}": vtep ${vtep} is not an IP address; write one such as 192.0.2.1`, 'usage')
  const first = others[0]?.vtep
  for (const other of others) {
    const one = new BlockList()
    one.addAddress(other.vtep, familyName(other.vtep))
    if (one.check(vtep, familyName(vtep))) {
      throw new Failure(`host "${name}": vtep ${vtep} is that of host "${other.name}"; give each host its own`, 'usage')
    }
  }
  if (first === undefined) return
  const wire = new BlockList()
  wire.addSubnet(first, vtepPrefix(first), familyName(first))
  if (isIP(first) === family && wire.check(vtep, familyName(vtep))) return
  const prefix = String(vtepPrefix(first))
  throw new Failure(
    `host "${name}": vtep ${vtep} is not on the wire of ${first}/${prefix}; nothing routes between hosts, choose addresses of one /${prefix}`,
    'usage',
  )
}

const familyName = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

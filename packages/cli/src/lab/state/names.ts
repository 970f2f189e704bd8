import { Failure } from '../../base/failure.ts'

/** Every namespace of every lab starts with this; the lab's name follows. */
const NETNS_PREFIX = 'nl-'
const NAME = /^[a-z0-9][a-z0-9._-]{0,39}$/i

export const netnsPrefix = (lab: string): string => `${NETNS_PREFIX}${lab}-`
export const underlayNetns = (lab: string): string => `${netnsPrefix(lab)}underlay`
/** The world outside of the lab's cloud: a machine on the physical network. */
export const OUTSIDE = 'outside'
export const outsideNetns = (lab: string): string => `${netnsPrefix(lab)}${OUTSIDE}`
export const hostNetns = (lab: string, host: string): string => `${netnsPrefix(lab)}${host}`
export const vmNetns = (lab: string, vm: string): string => `${netnsPrefix(lab)}vm-${vm}`

/** Device of the underlay switch towards the n-th host (from 1). */
export const switchPort = (index: number): string => `port${String(index)}`
export const UNDERLAY_BRIDGE = 'switch'
/** Device of a host that leads to the underlay. */
export const HOST_NIC = 'eth0'

/** Physical network of a lab: a second wire between all hosts. */
export const PHYSICAL_NETWORK = 'physnet1'

/** Device of the provider switch towards the n-th host (from 1). */
export const providerPort = (index: number): string => `wire${String(index)}`
/** The switch of the physical network, beside the underlay's. */
export const PROVIDER_BRIDGE = 'provider'
/** Device of a host that leads to the physical network. */
export const PROVIDER_NIC = 'eth1'

/** Device of the provider switch towards {@link OUTSIDE}, whose own is {@link HOST_NIC}. */
export const OUTSIDE_PORT = 'wire0'
/** What external networks of a lab have for a gateway (RFC 5737, RFC 3849): subnets 203.0.113.0/24 and 2001:db8:0:1::/64. */
export const OUTSIDE_GATEWAYS: readonly string[] = ['203.0.113.1/24', '2001:db8:0:1::1/64']
/** Servers behind that gateway. */
export const OUTSIDE_SERVERS: readonly string[] = ['198.51.100.1/32', '2001:db8:0:2::1/128']

/**
 * MAC behind the VTEP of the n-th host: that of its NIC or, where a switch has the address, of the switch's own device, so that
 * it stays when the switch is started again. The NIC has another one then: the kernel sees what the switch sees, and would
 * answer, too.
 */
export const vtepMac = (index: number): string => `02:6e:6c:00:00:${index.toString(16).padStart(2, '0')}`

/** Neutron: `tap` and the first 11 characters of the port id. */
export const tapName = (portId: string): string => `tap${portId.slice(0, 11)}`

/** Places of a lab that are no hosts. */
const RESERVED: readonly string[] = ['underlay', OUTSIDE]

/** @throws {Failure} for names that cannot be part of a namespace's name */
export function checkName(what: string, name: string): string {
  if (NAME.test(name) && !name.includes('..')) return name
  throw new Failure(`${what} "${name}": not a usable name; use up to 40 letters, digits, dots, dashes`, 'usage')
}

/** @throws {Failure} also for names whose namespace would be somebody else's: the underlay's, the outside's, a VM's */
export function checkHostName(name: string): string {
  if (!RESERVED.includes(name) && !name.startsWith('vm-')) return checkName('host', name)
  throw new Failure(
    `host "${name}": reserved; choose a name that is not "underlay" or "outside" and does not start with "vm-"`,
    'usage',
  )
}

/** @throws {Failure} also for names by which `exec`, `stop` and `restart` would find something else */
export function checkVmName(name: string, hosts: readonly { readonly name: string }[]): string {
  if (RESERVED.includes(name) || name === 'controller' || hosts.some((host) => host.name === name)) {
    throw new Failure(`VM "${name}": the lab has something else of that name; choose another`, 'usage')
  }
  return checkName('VM', name)
}

/** Names a lab as a whole; a dash would make one lab's prefix the start of another's. */
export function checkLabName(name: string): string {
  if (/^[a-z0-9][a-z0-9_]{0,19}$/i.test(name)) return name
  throw new Failure(`--name "${name}": not a usable lab name; use up to 20 letters, digits or underscores`, 'usage')
}

import { isIP } from 'node:net'
import { ETHERTYPE, type Frame } from '@netloom/core/firewall'
import { canonicalAddress, cidrContains, parseAddress, parseCidr } from '@netloom/core/kit'
import { Failure } from '../base/failure.ts'
import { isBound } from './find-station.ts'
import { hasPorts, protocolNumber } from './protocols.ts'
import type { OutsideRoute, OutsideWorld, TraceInventory, TracePort } from './trace-inventory.ts'

/** As written on the command line. */
export interface TraceRequest {
  readonly from: string
  readonly to: string
  readonly proto?: string
  readonly dport?: string
  readonly sport?: string
  readonly icmpType?: string
  readonly icmpCode?: string
  /** Other addresses than the port's own: what a spoof would come to. */
  readonly source?: string
  readonly sourceMac?: string
}

/** One packet, and who sends it. */
export interface PlannedTrace {
  /** Absent = the world outside. */
  readonly from?: TracePort
  /** In which it is sent. */
  readonly networkId: string
  /** Who gets it there: its destination, or the gateway. */
  readonly nextHop: string
  readonly frame: Frame
  /** Whose address `--to` is, where that is a port's. */
  readonly target?: TracePort
}

const usage = (text: string): Failure => new Failure(text, 'usage')

/** @throws {Failure} in one line that says what there is instead. Pure. */
export function planTrace(request: TraceRequest, inventory: TraceInventory, route?: OutsideRoute): PlannedTrace {
  if (request.from === inventory.outside?.name) return planFromOutside(request, inventory, inventory.outside, route)
  const from = findPort('--from', request.from, inventory)
  requireBound('--from', request.from, from)
  const { address, target } = findDestination(request, from, inventory)
  const source = sourceOf(request, from, isIpv6(address))
  const networkId = from.network_id
  const nextHop = nextHopTo(address, source, request.to, networkId, inventory)
  const station = inventory.ports.find((one) => one.network_id === networkId && addressesOf(one).includes(nextHop))
  // A floating IP's port is never bound: whoever answers for it is asked later.
  if (station !== undefined && station.device_owner !== FLOATING) requireBound('--to', request.to, station)
  return {
    ...{ from, networkId, nextHop },
    frame: frameOf(request, macOf(request.sourceMac) ?? from.mac_address, source, address),
    ...(target !== undefined && { target }),
  }
}

/** Neutron's word for ports that only hold an address. */
const FLOATING = 'network:floatingip'

/** Address that `--to` means. @throws {Failure} */
export function destinationAddress(request: TraceRequest, inventory: TraceInventory): string {
  return destinationOf(request, inventory, request.source === undefined ? undefined : [request.source]).address
}

function planFromOutside(
  request: TraceRequest,
  inventory: TraceInventory,
  outside: OutsideWorld,
  route: OutsideRoute | undefined,
): PlannedTrace {
  const { from, to } = request
  const { address, target } = destinationOf(
    request,
    inventory,
    request.source === undefined ? undefined : [request.source],
  )
  if (route === undefined)
    throw usage(
      `--to ${to}: ${from} has no route to ${address}; trace to a floating IP, or to a router's gateway address`,
    )
  const subnet = inventory.subnets.find(({ cidr }) => isIn(cidr, route.nextHop))
  if (subnet === undefined)
    throw usage(
      `--to ${to}: ${from} sends to ${route.nextHop}, which is in no subnet; create an external network with one`,
    )
  const source = request.source === undefined ? route.source : (canonicalAddress(request.source) ?? '')
  return {
    ...{ networkId: subnet.network_id, nextHop: route.nextHop },
    frame: frameOf(request, macOf(request.sourceMac) ?? outside.macAddress, source, address),
    ...(target !== undefined && { target }),
  }
}

function frameOf(request: TraceRequest, sourceMac: string, source: string, destination: string): Frame {
  const isV6 = isIpv6(destination)
  const protocol = protocolNumber(request.proto ?? 'icmp', isV6)
  const ip = { source, destination, protocol, ...transport(request, protocol, isV6) }
  return { sourceMac, ethertype: isV6 ? ETHERTYPE.ipv6 : ETHERTYPE.ipv4, ip }
}

function transport(request: TraceRequest, protocol: number, isV6: boolean): Partial<NonNullable<Frame['ip']>> {
  const { dport, sport, icmpType, icmpCode } = request
  if (protocol === (isV6 ? 58 : 1)) {
    if (dport !== undefined) throw usage(`--dport ${dport}: ICMP has no ports; write --icmp-type, or --proto tcp`)
    return {
      icmpType: numberIn('--icmp-type', icmpType, 255) ?? (isV6 ? 128 : 8),
      icmpCode: numberIn('--icmp-code', icmpCode, 255) ?? 0,
    }
  }
  if (icmpType !== undefined) throw usage(`--icmp-type ${icmpType}: only ICMP has types; leave out --proto`)
  if (!hasPorts(protocol)) {
    if (dport !== undefined)
      throw usage(`--dport ${dport}: protocol ${String(protocol)} has no ports; write --proto tcp, udp or sctp`)
    return {}
  }
  if (dport === undefined) throw usage(`--proto ${request.proto ?? ''}: to which port? Write --dport`)
  return {
    sourcePort: numberIn('--sport', sport, 65_535) ?? 40_000,
    destinationPort: numberIn('--dport', dport, 65_535) ?? 0,
  }
}

function numberIn(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,5}$/.test(text) || Number(text) > most)
    throw usage(`${option} ${text}: not a number from 0 to ${String(most)}`)
  return Number(text)
}

function macOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const mac = text.toLowerCase().replaceAll('-', ':')
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac))
    throw usage(`--source-mac ${text}: not a MAC; one is fa:16:3e:00:00:01`)
  return mac
}

function sourceOf({ source, to }: TraceRequest, from: TracePort, isV6: boolean): string {
  if (source !== undefined) {
    const address = canonicalAddress(source)
    if (address === undefined || address.includes(':') !== isV6)
      throw usage(`--source ${source}: not an address of the family of --to ${to}`)
    return address
  }
  const own = addressesOf(from).find((address) => address.includes(':') === isV6)
  if (own === undefined)
    throw usage(`--from: port ${from.id} has no IPv${isV6 ? '6' : '4'} address to reach ${to}; write --source`)
  return own
}

const isIpv6 = (address: string): boolean => address.includes(':')

/** IPv4 first, whatever the order of the answer: what is traced must not depend on chance. */
const addressesOf = ({ fixed_ips }: TracePort): readonly string[] => {
  const addresses = fixed_ips.map(({ ip_address }) => ip_address)
  return [...addresses.filter((one) => !isIpv6(one)), ...addresses.filter(isIpv6)]
}

/** A port by id, the beginning of one, its name, its VM's, or an address that nobody else has. */
function findPort(option: string, word: string, { ports, vms, lab }: TraceInventory): TracePort {
  const address = canonicalAddress(word)
  const found = ports.filter(
    (port) =>
      port.id === word ||
      (word.length >= 8 && port.id.startsWith(word)) ||
      port.name === word ||
      vms.some((vm) => vm.name === word && vm.portId === port.id) ||
      (address !== undefined && addressesOf(port).includes(address)),
  )
  const [port] = found
  if (port !== undefined && found.length === 1) return port
  if (found.length > 1)
    throw usage(
      `${option} ${word}: ${String(found.length)} ports are called so; write the id of one: ${found.map(({ id }) => id).join(', ')}`,
    )
  const known = vms.length === 0 ? '' : `; its VMs are ${vms.map(({ name }) => name).join(', ')}`
  throw usage(`${option} ${word}: no such port in lab ${lab}${known}; \`openstack port list\` shows all`)
}

interface Destination {
  readonly address: string
  /** Whose it is; absent = no port's, or of several networks. */
  readonly target?: TracePort
}

/** @param families addresses of whose families it may be; absent = of any */
function destinationOf(
  { to: word }: TraceRequest,
  inventory: TraceInventory,
  families: readonly string[] | undefined,
): Destination {
  const { ports, outside } = inventory
  if (isIP(word) !== 0) {
    const address = canonicalAddress(word) ?? word
    const owners = ports.filter((port) => addressesOf(port).includes(address))
    return { address, ...(owners.length === 1 && owners[0] !== undefined && { target: owners[0] }) }
  }
  const target = word === outside?.name ? undefined : findPort('--to', word, inventory)
  // Behind the gateway rather than the gateway itself.
  const addresses = target === undefined ? [...(outside?.addresses ?? [])].reverse() : addressesOf(target)
  const fits = (one: string): boolean => families?.some((own) => isIpv6(own) === isIpv6(one)) ?? true
  const address = addresses.find((one) => !isIpv6(one) && fits(one)) ?? addresses.find(fits)
  if (address === undefined) throw usage(`--to ${word}: it has no address of a family that the sender has`)
  return { address, ...(target !== undefined && { target }) }
}

const findDestination = (request: TraceRequest, from: TracePort, inventory: TraceInventory): Destination =>
  destinationOf(request, inventory, request.source === undefined ? addressesOf(from) : [request.source])

/** The address itself, or the gateway's when it is of no subnet of the network. */
function nextHopTo(
  address: string,
  source: string,
  word: string,
  networkId: string,
  { ports, subnets }: TraceInventory,
): string {
  const own = ports.filter(({ network_id }) => network_id === networkId)
  if (own.some((port) => addressesOf(port).includes(address))) return address
  const subnetsHere = subnets.filter(({ network_id }) => network_id === networkId)
  if (subnetsHere.some(({ cidr }) => isIn(cidr, address)))
    throw usage(`--to ${word}: nobody in the network has that address; \`openstack port list\` shows who has which`)
  // A guest sends by the gateway of the subnet that its address is of.
  const ofFamily = subnetsHere.filter(({ gateway_ip }) => gateway_ip !== null && isIpv6(gateway_ip) === isIpv6(address))
  const gateways = [
    ...ofFamily.filter(({ cidr }) => isIn(cidr, source)),
    ...ofFamily.filter(({ cidr }) => !isIn(cidr, source)),
  ].flatMap(({ gateway_ip }) => gateway_ip ?? [])
  const gateway = gateways.find((one) => own.some((port) => addressesOf(port).includes(one)))
  if (gateway !== undefined) return gateway
  const via =
    gateways.length === 0 ? 'no subnet of it has a gateway' : `nobody has the gateway's address ${gateways.join(', ')}`
  throw usage(
    `--to ${word}: ${address} is in no subnet of the network, and ${via}; add the network to a router, or trace within it`,
  )
}

function isIn(cidr: string, text: string): boolean {
  const [prefix, address] = [parseCidr(cidr), parseAddress(text)]
  return prefix !== undefined && address !== undefined && cidrContains(prefix, address)
}

function requireBound(option: string, word: string, port: TracePort): void {
  const { 'binding:host_id': host } = port
  if (isBound(port)) return
  const why = host === '' ? 'no host is asked for' : `on host ${host} no mechanism driver took it`
  throw usage(`${option} ${word}: port ${port.id} is not bound (${why}); plug it first, with \`netloom lab boot\``)
}

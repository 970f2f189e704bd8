import { isIP } from 'node:net'
import { ETHERTYPE, type Frame } from '@netloom/core/firewall'
import { canonicalAddress, cidrContains, parseAddress, parseCidr } from '@netloom/core/kit'
import { Failure } from '../base/failure.ts'
import { hasPorts, protocolNumber } from './protocols.ts'
import type { TraceInventory, TracePort } from './trace-inventory.ts'

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

/** One packet, and between whom. */
export interface PlannedTrace {
  readonly from: TracePort
  /** Who has the destination's MAC. */
  readonly to: TracePort
  readonly frame: Frame
  readonly destinationMac: string
}

const usage = (text: string): Failure => new Failure(text, 'usage')

/** @throws {Failure} in one line that says what there is instead. Pure. */
export function planTrace(request: TraceRequest, inventory: TraceInventory): PlannedTrace {
  const from = findPort('--from', request.from, inventory)
  requireBound('--from', request.from, from)
  const destination = findDestination(request, from, inventory)
  const { to, address } = destination
  requireBound('--to', request.to, to)
  const isV6 = address.includes(':')
  const source = sourceOf(request, from, isV6)
  const protocol = protocolNumber(request.proto ?? 'icmp', isV6)
  return {
    from,
    to,
    destinationMac: to.mac_address,
    frame: {
      sourceMac: macOf(request.sourceMac) ?? from.mac_address,
      ethertype: isV6 ? ETHERTYPE.ipv6 : ETHERTYPE.ipv4,
      ip: { source, destination: address, protocol, ...transport(request, protocol, isV6) },
    },
  }
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
  readonly to: TracePort
  readonly address: string
}

function findDestination(
  { to: word, from: fromWord, source }: TraceRequest,
  from: TracePort,
  inventory: TraceInventory,
): Destination {
  const networkId = from.network_id
  if (isIP(word) !== 0) return { to: stationOf(word, networkId, inventory), address: canonicalAddress(word) ?? word }
  const to = findPort('--to', word, inventory)
  if (to.network_id !== networkId)
    throw usage(
      `--to ${word}: it is in another network than ${fromWord}; write one of its addresses to go through a router`,
    )
  const families = source === undefined ? addressesOf(from) : [source]
  const address = addressesOf(to).find((one) => families.some((own) => isIpv6(own) === isIpv6(one)))
  if (address === undefined) throw usage(`--to ${word}: port ${to.id} has no address of a family that ${fromWord} has`)
  return { to, address }
}

/** Who gets frames for an address: its port, or the gateway's when it is of no subnet of the network. */
function stationOf(word: string, networkId: string, { ports, subnets }: TraceInventory): TracePort {
  const address = canonicalAddress(word) ?? word
  const own = ports.filter(({ network_id }) => network_id === networkId)
  const direct = own.find((port) => addressesOf(port).includes(address))
  if (direct !== undefined) return direct
  const subnetsHere = subnets.filter(({ network_id }) => network_id === networkId)
  if (subnetsHere.some(({ cidr }) => isIn(cidr, address)))
    throw usage(`--to ${word}: nobody in the network has that address; \`openstack port list\` shows who has which`)
  const gateways = subnetsHere
    .flatMap(({ gateway_ip }) => gateway_ip ?? [])
    .filter((one) => one.includes(':') === address.includes(':'))
  const router = own.find((port) => addressesOf(port).some((one) => gateways.includes(one)))
  if (router !== undefined) return router
  const via =
    gateways.length === 0 ? 'no subnet of it has a gateway' : `nobody has the gateway's address ${gateways.join(', ')}`
  throw usage(`--to ${word}: no subnet of the network has that address, and ${via}; trace within the network`)
}

function isIn(cidr: string, text: string): boolean {
  const [prefix, address] = [parseCidr(cidr), parseAddress(text)]
  return prefix !== undefined && address !== undefined && cidrContains(prefix, address)
}

function requireBound(option: string, word: string, port: TracePort): void {
  const { 'binding:host_id': host, 'binding:vif_type': vif } = port
  if (host !== '' && vif !== 'unbound' && vif !== 'binding_failed') return
  const why = host === '' ? 'no host is asked for' : `on host ${host} no mechanism driver took it`
  throw usage(`${option} ${word}: port ${port.id} is not bound (${why}); plug it first, with \`netloom lab boot\``)
}

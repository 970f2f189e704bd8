import { canonicalAddress, linkLocalAddress } from '@netloom/core/kit'
import type { AskingPortItem } from '../wire/metadata-topics.ts'

/** Whom a proxy asks for: the network or the router that the guest is behind, and the address that it has there. */
export interface Asker {
  readonly networkId?: string
  readonly routerId?: string
  readonly address: string
}

interface Guests {
  readonly ports: Map<string, AskingPortItem>
  readonly addresses: Map<string, AskingPortItem>
}

/** Guests by what proxies know of them. Filled by the role, asked by the server. */
export class GuestDirectory {
  private readonly networks = new Map<string, Guests>()
  private readonly routers = new Map<string, readonly string[]>()

  /** Undefined = the network is none of ours any more. */
  setNetwork(networkId: string, ports: readonly AskingPortItem[] | undefined): void {
    this.networks.delete(networkId)
    for (const port of ports ?? []) this.setPort(networkId, port.portId, port)
  }

  /** Undefined = it has gone. What this costs does not depend on how many guests there are. */
  setPort(networkId: string, portId: string, port: AskingPortItem | undefined): void {
    const guests: Guests = this.networks.get(networkId) ?? {
      ports: new Map<string, AskingPortItem>(),
      addresses: new Map<string, AskingPortItem>(),
    }
    this.networks.set(networkId, guests)
    const before = guests.ports.get(portId)
    for (const address of before === undefined ? [] : addressesOf(before))
      // Another one may have it by now.
      if (guests.addresses.get(address) === before) guests.addresses.delete(address)
    if (port === undefined) guests.ports.delete(portId)
    else guests.ports.set(portId, port)
    if (port !== undefined) for (const address of addressesOf(port)) guests.addresses.set(address, port)
  }

  setRouter(routerId: string, networkIds: readonly string[] | undefined): void {
    if (networkIds === undefined) this.routers.delete(routerId)
    else this.routers.set(routerId, networkIds)
  }

  find({ networkId, routerId, address }: Asker): AskingPortItem | undefined {
    const networkIds = networkId === undefined ? (this.routers.get(routerId ?? '') ?? []) : [networkId]
    const plain = plainAddress(address)
    for (const id of networkIds) {
      const port = this.networks.get(id)?.addresses.get(plain)
      if (port !== undefined) return port
    }
    return undefined
  }
}

/** An address of IPv4 in the clothes of IPv6, and one with its link: as ports have them. */
function plainAddress(text: string): string {
  const [bare = ''] = text.trim().split('%')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  return canonicalAddress(mapped ?? bare) ?? bare
}

/** The one that a guest makes of its MAC (RFC 4291, appendix A) is nowhere written. */
const addressesOf = ({ addresses, macAddress }: AskingPortItem): readonly string[] => {
  const own = linkLocalAddress(macAddress)
  return [...addresses.map((one) => canonicalAddress(one) ?? one), own]
}

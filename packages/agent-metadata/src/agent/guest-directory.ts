import { canonicalAddress, linkLocalAddress } from '@netloom/core/kit'
import type { AskingPortItem } from '../wire/metadata-topics.ts'

/** Whom a proxy asks for: the network or the router that the guest is behind, and the address that it has there. */
export interface Asker {
  readonly networkId?: string
  readonly routerId?: string
  readonly address: string
}

/** Guests by what proxies know of them. Filled by the role, asked by the server. */
export class GuestDirectory {
  private readonly networks = new Map<string, Map<string, AskingPortItem>>()
  private readonly routers = new Map<string, readonly string[]>()

  /** Undefined = the network is none of ours any more. */
  setNetwork(networkId: string, ports: readonly AskingPortItem[] | undefined): void {
    if (ports === undefined) this.networks.delete(networkId)
    else this.networks.set(networkId, new Map(ports.flatMap((port) => addressesOf(port).map((one) => [one, port]))))
  }

  setRouter(routerId: string, networkIds: readonly string[] | undefined): void {
    if (networkIds === undefined) this.routers.delete(routerId)
    else this.routers.set(routerId, networkIds)
  }

  find({ networkId, routerId, address }: Asker): AskingPortItem | undefined {
    const networkIds = networkId === undefined ? (this.routers.get(routerId ?? '') ?? []) : [networkId]
    const plain = plainAddress(address)
    for (const id of networkIds) {
      const port = this.networks.get(id)?.get(plain)
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

import { peerName } from '@netloom/core/wire'

interface Claim {
  readonly host: string
  readonly peer: string | undefined
}

/** From where each host is spoken for. One address at a time: a stolen token does not push the real host out. */
export class HostClaims {
  private readonly claims = new Map<object, Claim>()
  private readonly holders = new Map<string, Set<object>>()

  /** Why `link` may not speak for the host; undefined = it does from now on, until `release`. */
  claim(link: object, host: string, address: string | undefined): string | undefined {
    const peer = peerName(address)
    for (const other of this.holders.get(host) ?? []) {
      const from = this.claims.get(other)?.peer
      if (other === link || from === undefined || peer === undefined || from === peer) continue
      return `host "${host}" is connected from ${from}; an agent at ${peer} cannot speak for it until that link is closed`
    }
    this.release(link)
    this.claims.set(link, { host, peer })
    const holders = this.holders.get(host)
    if (holders === undefined) this.holders.set(host, new Set([link]))
    else holders.add(link)
    return undefined
  }

  release(link: object): void {
    const claim = this.claims.get(link)
    if (claim === undefined) return
    this.claims.delete(link)
    const holders = this.holders.get(claim.host)
    holders?.delete(link)
    if (holders?.size === 0) this.holders.delete(claim.host)
  }
}

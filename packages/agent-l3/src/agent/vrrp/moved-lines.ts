import type { MovedAddress } from '../../render/vrrp.ts'

/** `169.254.0.<virtual router>`, and its device. */
const FOLLOWED = /^ {4}(169\.254\.0\.\d+)(\/\d+) dev (\S+)$/m
const MOVED = /^ {4}(\S+) dev (\S+)(?: scope link)? no_track # (\S+)$/gm

export interface MovedLines {
  /** The address by which it is known who is active, without prefix length. */
  readonly followed: string
  /** The same, and all that follows it, as `ip` is told. */
  readonly lines: readonly string[]
  readonly addresses: readonly MovedAddress[]
}

/** What a configuration of ours has keepalived move; an earlier life may have written it. undefined = it is none of ours. Pure. */
export function movedLines(configuration = ''): MovedLines | undefined {
  const [, followed, length, device] = FOLLOWED.exec(configuration) ?? []
  if (followed === undefined || length === undefined || device === undefined) return undefined
  const addresses = [...configuration.matchAll(MOVED)].map(
    ([, address = '', inner = '', macAddress = '']): MovedAddress => ({ address, inner, macAddress }),
  )
  const all = [{ address: `${followed}${length}`, inner: device }, ...addresses]
  return { followed, addresses, lines: all.map(({ address, inner }) => `${address} dev ${inner}`) }
}

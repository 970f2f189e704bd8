import type { PortGuardState } from '../guard-state.ts'
import { plainAddress } from '../nft-words.ts'

interface PortAddress {
  readonly family: 4 | 6
  readonly text: string
}

/** Single addresses that a port may send from. Pure. */
export const addressesOf = ({ elements }: PortGuardState): readonly PortAddress[] =>
  elements.flatMap(([set, element]) => {
    const address = set.startsWith('pairs') ? plainAddress(element.split(' . ')[2] ?? '') : undefined
    return address === undefined ? [] : [address]
  })

import type { DeviceState } from '@netloom/core'

/** What the ruleset of one router's namespace says of forwarded packets: one table of nftables. */
export interface RouterFilterState extends DeviceState {
  readonly kind: 'router-filter'
  readonly namespace: string
  /** Mark of whose it is: see `ownershipMark`. */
  readonly mark: string
  /** By device: verdict on what the router sends out by it, and what it gets from there: `jump policy-…` or `drop`. */
  readonly entering: Readonly<Record<string, string>>
  readonly leaving: Readonly<Record<string, string>>
  /** By chain: rules as nftables prints them. */
  readonly policies: Readonly<Record<string, readonly string[]>>
  /** Only when read: somebody has changed what all such tables begin with. */
  readonly isBroken?: boolean
}

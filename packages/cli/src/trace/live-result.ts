/** What a host itself did with the packet. */
export interface HostWord {
  readonly host: string
  /** Whose words these are. */
  readonly by: 'nftables' | 'Open vSwitch'
  readonly verdict: 'pass' | 'drop'
  /** Rules of security groups that it named. */
  readonly ruleIds: readonly string[]
  /** Where it dropped the packet, as it calls it. */
  readonly dropped?: string
}

/** What became of a real packet. */
export interface LiveTrace {
  readonly arrived: boolean
  readonly hosts: readonly HostWord[]
}

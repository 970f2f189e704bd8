/** What a host itself did with the packet. */
export interface HostWord {
  readonly host: string
  /** A router's, where it is not the host's own. */
  readonly namespace?: string
  /** Whose words these are. */
  readonly by: 'nftables' | 'Open vSwitch'
  readonly verdict: 'pass' | 'drop'
  /** Rules of security groups and firewalls that it named. */
  readonly ruleIds: readonly string[]
  /** Where it dropped the packet, as it calls it. */
  readonly dropped?: string
}

/** As it came from the wire. */
export interface ArrivedPacket {
  readonly source: string
  readonly destination: string
  readonly protocol: number
  readonly sourcePort?: number
  readonly destinationPort?: number
}

/** What became of a real packet. */
export interface LiveTrace {
  readonly arrived: boolean
  /** How it arrived: what translated its addresses shows here. */
  readonly packet?: ArrivedPacket
  readonly hosts: readonly HostWord[]
}

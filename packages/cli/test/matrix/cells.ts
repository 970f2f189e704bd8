export const TYPES = ['vxlan', 'gre', 'vlan', 'flat', 'geneve'] as const
export const SWITCHES = ['linuxbridge', 'openvswitch', 'mixed'] as const

export type NetworkType = (typeof TYPES)[number]
export type Switches = (typeof SWITCHES)[number]
type HostPair = readonly [near: string, far: string]

/** One network type between two hosts. */
export interface Cell {
  readonly type: NetworkType
  readonly switches: Switches
  /** Hosts with a VM of the network. */
  readonly hosts: HostPair
  /** Hosts without. */
  readonly others: HostPair
  /**
   * `packets`: real ones in a lab; `user-mode kernel`: real ones between hosts inside a kernel that has what this one lacks;
   * `plan`: what hosts would do; `refused`: there is no such thing, and the controller says so.
   */
  readonly how: 'packets' | 'user-mode kernel' | 'plan' | 'refused'
  readonly why: string
}

export interface Kernel {
  /** It makes 802.1Q devices. */
  readonly vlan: boolean
  /** Why no user-mode kernel can run on it; undefined = one can. */
  readonly whyNoUserMode: string | undefined
}

const HOSTS: Readonly<Record<Switches, readonly [members: HostPair, others: HostPair]>> = {
  linuxbridge: [
    ['lb1', 'lb2'],
    ['ovs1', 'ovs2'],
  ],
  openvswitch: [
    ['ovs1', 'ovs2'],
    ['lb1', 'lb2'],
  ],
  mixed: [
    ['lb1', 'ovs1'],
    ['lb2', 'ovs2'],
  ],
}

export const isTunnel = (type: NetworkType): boolean => type !== 'vlan' && type !== 'flat'

export const cells = (kernel: Kernel): readonly Cell[] =>
  TYPES.flatMap((type) =>
    SWITCHES.map((switches): Cell => {
      const [hosts, others] = HOSTS[switches]
      return { type, switches, hosts, others, ...verdict(type, switches, kernel) }
    }),
  )

function verdict(type: NetworkType, switches: Switches, kernel: Kernel): Pick<Cell, 'how' | 'why'> {
  if (switches === 'openvswitch') return { how: 'packets', why: 'switched in user space' }
  if (type === 'gre' || type === 'geneve') return { how: 'refused', why: `the Linux bridge has no ${type}` }
  if (type === 'vlan' && !kernel.vlan) {
    return kernel.whyNoUserMode === undefined
      ? { how: 'user-mode kernel', why: 'no 802.1Q in this kernel' }
      : { how: 'plan', why: `no 802.1Q in this kernel, and no user-mode one: ${kernel.whyNoUserMode}` }
  }
  return { how: 'packets', why: switches === 'mixed' ? 'one host of each' : 'the kernel itself' }
}

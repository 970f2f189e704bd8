import { debianPackage } from '../pipe/missing-tool.ts'
import type { Trial } from './feature.ts'

const ip = (line: string): readonly string[] => ['ip', ...line.split(' ')]
const bridge = (line: string): readonly string[] => ['bridge', ...line.split(' ')]

const kernelModule = (option: string, module: string): string =>
  `load the kernel module (modprobe ${module}) or use a kernel with ${option}`

const tool = (name: string, args: readonly string[]): Trial => ({
  name,
  commands: [[name, ...args]],
  fix: `apt-get install ${debianPackage(name)}`,
})

const COMMAND = /^[A-Za-z0-9][\w.+-]*$/

/** A command that nobody here knows more of than its name. */
export const commandTrial = (name: string): Trial => ({
  name,
  commands: [['sh', '-c', 'command -v "$1" >/dev/null || { echo "no such command" >&2; exit 1; }', 'sh', name]],
  fix: COMMAND.test(name)
    ? `apt-get install ${debianPackage(name)}`
    : 'no command is called so: update who asks for it',
})

/** In order: later ones use the devices of earlier ones. */
export const trials: readonly Trial[] = [
  {
    name: 'veth',
    commands: [ip('link add name v0 type veth peer name v1'), ip('link set dev v0 up')],
    fix: kernelModule('CONFIG_VETH', 'veth'),
  },
  {
    name: 'bridge',
    commands: [ip('link add name b0 type bridge forward_delay 0 stp_state 0')],
    fix: kernelModule('CONFIG_BRIDGE', 'bridge'),
  },
  {
    name: 'vxlan',
    commands: [
      ip('addr add 192.0.2.1/24 dev v0'),
      ip('link add name x0 type vxlan id 1 dev v0 local 192.0.2.1 dstport 4789 nolearning'),
    ],
    fix: kernelModule('CONFIG_VXLAN', 'vxlan'),
  },
  {
    name: 'vxlan proxy',
    commands: [ip('link add name x1 type vxlan id 2 dev v0 local 192.0.2.1 dstport 4789 nolearning proxy')],
    fix: 'use arp_responder suppress or off',
  },
  {
    name: 'vxlan flood list',
    commands: [
      bridge('fdb append 00:00:00:00:00:00 dev x0 dst 192.0.2.2'),
      bridge('fdb append 00:00:00:00:00:00 dev x0 dst 192.0.2.3'),
    ],
    fix: 'use a kernel from 3.12 on, or vxlan_group (multicast)',
  },
  {
    name: 'neigh_suppress',
    commands: [ip('link set dev x0 master b0'), ip('link set dev x0 type bridge_slave neigh_suppress on')],
    fix: 'use a kernel from 4.15 on, or arp_responder proxy',
  },
  {
    name: '802.1Q',
    commands: [ip('link add link v0 name v0.7 type vlan id 7')],
    fix: kernelModule('CONFIG_VLAN_8021Q', '8021q'),
  },
  {
    name: 'vlan_filtering',
    commands: [ip('link set dev b0 type bridge vlan_filtering 1')],
    fix: 'use a kernel with CONFIG_BRIDGE_VLAN_FILTERING; networks get a bridge each without it',
  },
  {
    name: 'gretap',
    commands: [ip('link add name g0 type gretap local 192.0.2.1 remote 192.0.2.2')],
    fix: `${kernelModule('CONFIG_NET_IPGRE', 'ip_gre')}, or GRE through Open vSwitch`,
  },
  {
    name: 'geneve',
    commands: [ip('link add name n0 type geneve id 1 remote 192.0.2.2')],
    fix: `${kernelModule('CONFIG_GENEVE', 'geneve')}, or Geneve through Open vSwitch`,
  },
  {
    name: 'nftables',
    commands: [['nft', 'add', 'table', 'inet', 'netloom']],
    fix: `apt-get install ${debianPackage('nft')}`,
  },
  {
    name: 'nftables on bridges',
    commands: [
      ['nft', 'add', 'table', 'bridge', 'netloom'],
      ['nft', 'add map bridge netloom ports { type ifname : verdict; }'],
      ['nft', 'add chain bridge netloom guard { type filter hook prerouting priority -300; policy accept; }'],
      ['nft', 'add rule bridge netloom guard iifname vmap @ports'],
      ['nft', 'add rule bridge netloom guard arp saddr ip 0.0.0.0 counter drop'],
    ],
    fix: `apt-get install ${debianPackage('nft')}, and ${kernelModule('CONFIG_NF_TABLES_BRIDGE', 'nf_tables')}`,
  },
  {
    name: 'nftables on leaving frames',
    commands: [
      ['nft', 'add', 'table', 'netdev', 'netloom'],
      [
        'nft',
        'add set netdev netloom senders { type ipv4_addr . ipv4_addr; size 65535; flags dynamic,timeout; timeout 1m; }',
      ],
      ['nft', 'add chain netdev netloom x0 { type filter hook egress device "x0" priority 0; policy accept; }'],
      ['nft', 'add rule netdev netloom x0 update @senders { arp saddr ip . arp saddr ip }'],
      ['nft', 'add rule netdev netloom x0 icmpv6 type nd-neighbor-solicit fwd to "v0"'],
    ],
    fix: `${kernelModule('CONFIG_NETFILTER_EGRESS (from 5.16 on) and CONFIG_NFT_FWD_NETDEV', 'nft_fwd_netdev')}; until then every question is flooded (arp_responder_mode = off)`,
  },
  {
    name: 'ipset',
    commands: [['ipset', 'create', 'netloom', 'hash:net']],
    fix: `apt-get install ${debianPackage('ipset')}`,
  },
  tool('ethtool', ['--version']),
  tool('conntrack', ['--version']),
  tool('tcpdump', ['--version']),
  tool('ping', ['-V']),
  tool('setpriv', ['--version']),
]

import { ALWAYS_ALLOWED } from '@netloom/core/firewall'
import { REASONS } from './guard-state.ts'
import { TRANSACTIONS } from './own-transactions.ts'
import { alwaysMatch } from './rule-matches.ts'

export interface BaseChain {
  readonly name: string
  /** Where the kernel comes in. */
  readonly hook?: string
  /** As `nft -n` prints them. */
  readonly rules: readonly string[]
}

export interface BaseTable {
  readonly family: 'bridge' | 'inet'
  /** `set` or `map`, name, and what it holds. */
  readonly sets: readonly (readonly [what: 'set' | 'map', name: string, spec: string])[]
  readonly chains: readonly BaseChain[]
}

const spoofs = (reason: string): string => `spoofs-${reason}`
const spoof = (reason: string): string => `goto spoof-${reason}`

const [IP, IP6, ARP, RARP, VLAN, QINQ] = ['0x800', '0x86dd', '0x806', '0x8035', '0x8100', '0x88a8']

/** Frames of ports: what they say they are, and the marks by which the other table knows their groups. */
export const BRIDGE_TABLE: BaseTable = {
  family: 'bridge',
  sets: [
    ['set', 'ports', 'type ifname;'],
    ['set', 'macs', 'type ifname . ether_addr;'],
    ['set', 'permitted', 'type ifname . ether_type;'],
    ['set', 'pairs4', 'type ifname . ether_addr . ipv4_addr;'],
    ['set', 'pairs6', 'type ifname . ether_addr . ipv6_addr;'],
    ['set', 'prefixes4', 'type ifname . ether_addr . ipv4_addr; flags interval;'],
    ['set', 'prefixes6', 'type ifname . ether_addr . ipv6_addr; flags interval;'],
    ['set', 'targets', 'typeof iifname . @th,64,128;'],
    ['set', 'target-ranges', 'typeof iifname . @th,64,128; flags interval;'],
    ['set', 'filtered', 'type ifname;'],
    ['map', 'classes', 'type ifname : mark;'],
    ['set', 'marks', 'type mark;'],
    ['set', TRANSACTIONS, 'type mark;'],
    ...REASONS.map((reason) => ['set', spoofs(reason), 'type ifname; size 65535; flags dynamic; counter;'] as const),
  ],
  chains: [
    ...REASONS.map((reason) => ({
      name: `spoof-${reason}`,
      // The second one for when the set is full.
      rules: [`update @${spoofs(reason)} { iifname } drop`, 'drop'],
    })),
    {
      name: 'source4',
      rules: [
        'iifname . ether saddr . ip saddr @pairs4 accept',
        'iifname . ether saddr . ip saddr @prefixes4 accept',
        spoof('ipv4'),
      ],
    },
    {
      name: 'source6',
      rules: [
        'iifname . ether saddr . ip6 saddr @pairs6 accept',
        'iifname . ether saddr . ip6 saddr @prefixes6 accept',
        spoof('ipv6'),
      ],
    },
    {
      name: 'guard-arp',
      rules: [
        `iifname . arp saddr ether != @macs ${spoof('arp')}`,
        // An ARP probe (RFC 5227): nobody's address yet.
        'arp saddr ip 0.0.0.0 accept',
        'iifname . ether saddr . arp saddr ip @pairs4 accept',
        'iifname . ether saddr . arp saddr ip @prefixes4 accept',
        spoof('arp'),
      ],
    },
    {
      name: 'guard-ip',
      rules: [
        // A client that has no address asks for one.
        'ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept',
        `ip protocol 17 udp sport 67 udp dport 68 ${spoof('dhcp-server')}`,
        'goto source4',
      ],
    },
    {
      name: 'guard-nd',
      rules: [
        // The address that an advertisement is about stands 8 bytes behind the beginning of its ICMP header (RFC 4861, 4.4).
        'icmpv6 type 136 iifname . @th,64,128 @targets goto source6',
        'icmpv6 type 136 iifname . @th,64,128 @target-ranges goto source6',
        spoof('nd'),
      ],
    },
    {
      name: 'guard-ip6',
      rules: [
        `icmpv6 type 134 ${spoof('ra')}`,
        // Not `ip6 nexthdr udp`: whatever headers stand between (RFC 8200, 4.1), and in a first fragment.
        `ether type ${IP6} udp sport 547 udp dport 546 ${spoof('dhcp-server')}`,
        // Without an address yet: is it free (RFC 4862), and which groups matter (RFC 3810).
        ...[131, 132, 135, 143].map((type) => `ip6 saddr :: icmpv6 type ${String(type)} accept`),
        'icmpv6 type 136 goto guard-nd',
        'goto source6',
      ],
    },
    {
      name: 'guard',
      rules: [
        `iifname . ether saddr != @macs ${spoof('mac')}`,
        'iifname . ether type @permitted accept',
        // In a tag (RFC 802.1Q; VLAN 0 is none) all that follows would be hidden, and no network of a bridge has tagged guests.
        `ether type ${VLAN} ${spoof('vlan')}`,
        `ether type ${QINQ} ${spoof('vlan')}`,
        `ether type ${ARP} goto guard-arp`,
        `ether type ${IP} goto guard-ip`,
        `ether type ${IP6} goto guard-ip6`,
        `ether type ${RARP} accept`,
        // Groups cannot look into it.
        'iifname @filtered drop',
      ],
    },
    {
      name: 'delivered',
      rules: [
        ...[ARP, IP, IP6, RARP].map((type) => `ether type ${type} accept`),
        'oifname . ether type @permitted accept',
        'drop',
      ],
    },
    {
      name: 'sent',
      hook: 'type filter hook prerouting priority -300; policy accept;',
      rules: ['meta mark set iifname map @classes', 'iifname @ports goto guard'],
    },
    {
      name: 'forwarded',
      // Before the bridge asks the other table.
      hook: 'type filter hook forward priority -2; policy accept;',
      rules: [
        // The mark of who sent it: neither who gets it nor an underlay may take it for its own.
        'meta mark @marks meta mark set 0x0',
        'meta mark set oifname map @classes',
        'oifname @filtered goto delivered',
      ],
    },
  ],
}

const always = (direction: 'ingress' | 'egress'): BaseChain => ({
  name: `always-${direction}`,
  rules: ALWAYS_ALLOWED.filter((one) => one.direction === direction).map((one) => `${alwaysMatch(one)} accept`),
})

/**
 * Of a connection that was cut the other end may speak next. Picked up from there it would be a new one, which its own rules allow:
 * what goes on without a SYN is kept out, for as long as a TCP repeats itself.
 */
const late = (direction: 'ingress' | 'egress', end: 'saddr' | 'daddr'): readonly string[] => [
  `tcp flags ! 0x2 ct state 0x8 iifname . ip ${end} @cut-${direction}4 drop`,
  `tcp flags ! 0x2 ct state 0x8 iifname . ip6 ${end} @cut-${direction}6 drop`,
  `tcp flags ! 0x2 ct state 0x8 iifname . meta mark @cut-${direction} drop`,
]

/** Packets of marked frames: rules of groups. Reached through br_netfilter, by the attributes of each bridge. */
export const GROUP_TABLE: BaseTable = {
  family: 'inet',
  sets: [
    ['map', 'zones', 'typeof iifname : ct zone;'],
    ['set', 'stateless', 'type mark;'],
    ['set', 'tracked', 'type ifname . ether_addr;'],
    ...(['ingress', 'egress'] as const).flatMap((direction) => [
      ['set', `cut-${direction}4`, 'type ifname . ipv4_addr; flags timeout; timeout 20m;'] as const,
      ['set', `cut-${direction}6`, 'type ifname . ipv6_addr; flags timeout; timeout 20m;'] as const,
      ['set', `cut-${direction}`, 'type ifname . mark; flags timeout; timeout 20m;'] as const,
    ]),
    ['map', 'egress', 'type mark : verdict;'],
    ['map', 'ingress', 'type mark : verdict;'],
  ],
  chains: [
    always('egress'),
    always('ingress'),
    {
      name: 'zone',
      hook: 'type filter hook prerouting priority -300; policy accept;',
      rules: [
        // What goes to a port that keeps state is tracked all the same: it may be the answer that the port waits for.
        'meta mark @stateless iifname . ether daddr != @tracked notrack',
        'ct zone set iifname map @zones',
      ],
    },
    {
      name: 'sent',
      hook: 'type filter hook prerouting priority 0; policy accept;',
      rules: [...late('ingress', 'saddr'), 'meta mark vmap @egress'],
    },
    {
      name: 'forwarded',
      hook: 'type filter hook forward priority 0; policy accept;',
      rules: [...late('egress', 'daddr'), 'meta mark vmap @ingress'],
    },
  ],
}

/** Makes a table that is not there. */
export function baseLines({ family, sets, chains }: BaseTable, table: string, comment: string): readonly string[] {
  return [
    `add table ${family} ${table} { comment "${comment}"; }`,
    ...sets.map(([what, name, spec]) => `add ${what} ${family} ${table} ${name} { ${spec} }`),
    ...chains.map(
      ({ name, hook }) => `add chain ${family} ${table} ${name}${hook === undefined ? '' : ` { ${hook} }`}`,
    ),
    ...chains.flatMap(({ name, rules }) => rules.map((rule) => `add rule ${family} ${table} ${name} ${rule}`)),
  ]
}

import { isCurrentMark, isMarkOf, ownershipMark, readOwnershipMark } from '@netloom/core'
import type { BypassPasses, BypassState } from './bypass-state.ts'

export const BYPASS_TABLE = 'netdev netloom'
const SENDERS = 'senders'

/** nftables cannot compare two fields; a frame that finds (sender, sender) under (sender, target), right after it was put there, has both alike. */
const announcements = (verdict: string): readonly string[] => [
  `update @${SENDERS} { arp saddr ip . arp saddr ip }`,
  `arp saddr ip . arp daddr ip @${SENDERS} ${verdict}`,
]

/**
 * The kernel's proxy knows addresses of ports elsewhere and the question "who has …" in ARP. Past it goes all else: each
 * neighbour solicitation (it cannot answer those of duplicate address detection, and knows no link-local addresses), each ARP
 * frame that is no request, probes (from 0.0.0.0), and who asks for its own address, which announces it.
 * A bridge that suppresses keeps from the tunnel, beside what it answers, ARP from 0.0.0.0/8 and announcements, questions of
 * duplicate address detection and advertisements that nobody asked for (br_do_proxy_suppress_arp, br_do_suppress_nd).
 */
function rulesOf({ to, passes }: Pick<BypassState, 'to' | 'passes'>): readonly string[] {
  const out = `fwd to "${to}"`
  const solicitations = `icmpv6 type nd-neighbor-solicit ${out}`
  switch (passes) {
    case 'questions':
      return [solicitations, `ether type arp ${out}`]
    case 'unanswerable':
      return [solicitations, `arp operation != request ${out}`, `arp saddr ip 0.0.0.0 ${out}`, ...announcements(out)]
    case 'held-back':
      return [
        'arp saddr ip 0.0.0.0/8 accept',
        ...announcements('accept'),
        'ip6 saddr :: icmpv6 type nd-neighbor-solicit accept',
        'ip6 daddr ff00::/8 icmpv6 type nd-neighbor-advert accept',
        'drop',
      ]
    case 'nothing':
      return ['drop']
  }
}

const ALL_PASSES: readonly BypassPasses[] = ['questions', 'unanswerable', 'held-back', 'nothing']

const hookOf = (device: string): string => `type filter hook egress device "${device}" priority filter; policy accept;`

/** Makes or replaces one bypass; in one transaction, no frame meets half of it. */
export const bypassLines = (state: BypassState, agent?: string): readonly string[] => [
  `add table ${BYPASS_TABLE}`,
  `add set ${BYPASS_TABLE} ${SENDERS} { type ipv4_addr . ipv4_addr; size 65535; flags dynamic,timeout; timeout 1m; }`,
  `add chain ${BYPASS_TABLE} ${state.device} { ${hookOf(state.device)} comment "${ownershipMark(agent, state.owner)}"; }`,
  `flush chain ${BYPASS_TABLE} ${state.device}`,
  ...rulesOf(state).map((rule) => `add rule ${BYPASS_TABLE} ${state.device} ${rule}`),
]

/** Harmless when it is gone: what is to be deleted is made first. */
export const bypassRemovalLines = ({ device }: Pick<BypassState, 'device'>): readonly string[] => [
  `add table ${BYPASS_TABLE}`,
  `add chain ${BYPASS_TABLE} ${device}`,
  `flush chain ${BYPASS_TABLE} ${device}`,
  `delete chain ${BYPASS_TABLE} ${device}`,
]

interface Chain {
  readonly device: string
  hook: string
  comment: string
  readonly rules: string[]
}

/** Bypasses of this agent in what `nft -s list` printed of the table. */
export function parseBypasses(text: string, agent?: string): readonly BypassState[] {
  return chainsOf(text).flatMap(({ device, hook, comment, rules }): readonly BypassState[] => {
    const mark = readOwnershipMark(comment)
    if (mark === undefined || !isMarkOf(mark, agent)) return []
    const to = targetOf(device, rules)
    const passes = ALL_PASSES.find((one) => rules.join('\n') === rulesOf({ to, passes: one }).join('\n'))
    const fault =
      passes === undefined || hook !== hookOf(device)
        ? 'rules or hook changed'
        : isCurrentMark(mark, agent)
          ? undefined
          : 'marked by another version'
    const state: BypassState = { kind: 'proxy-bypass', device, to, owner: mark.owner, passes: passes ?? 'nothing' }
    return [fault === undefined ? state : { ...state, fault }]
  })
}

/** Rules that lead nowhere else are those of the device that floods. One that is gone is printed as its number. */
function targetOf(device: string, rules: readonly string[]): string {
  if (!rules.some((rule) => rule.includes('fwd to'))) return device
  return /fwd to "([^"]+)"/.exec(rules.join('\n'))?.[1] ?? ''
}

function chainsOf(text: string): readonly Chain[] {
  const chains: Chain[] = []
  let current: Chain | undefined
  for (const line of text.split('\n').map((one) => one.trim())) {
    const device = /^chain (\S+) \{$/.exec(line)?.[1]
    if (device !== undefined) {
      current = { device, hook: '', comment: '', rules: [] }
      chains.push(current)
    } else if (line === '}') current = undefined
    else if (current === undefined || line === '') continue
    else if (line.startsWith('comment "')) current.comment = line.slice(9, -1)
    else if (line.startsWith('type ')) current.hook = line
    else current.rules.push(line)
  }
  return chains
}

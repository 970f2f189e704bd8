import type { Packet } from '@netloom/core/firewall'
import type { PacketOf } from '../frames/packets.ts'
import type { RuleSpec, Send, VerdictCase } from './verdict-case.ts'

type More = Partial<Pick<Send, 'by' | 'state'>>
type Sends = (packet: PacketOf, more?: More) => Send
const send =
  (from: Send['from'], passes: boolean): Sends =>
  (packet: PacketOf, { by, state = 'new' }: More = {}): Send => ({
    from,
    packet,
    state,
    passes,
    ...(by !== undefined && { by }),
  })

/** What the peer sends to the port: it enters, or it does not. */
export const enters: Sends = send('peer', true)
export const isKeptOut: Sends = send('peer', false)
/** From somebody behind the peer. */
export const otherEnters: Sends = send('other', true)
export const otherIsKeptOut: Sends = send('other', false)
/** What the port sends to the peer. */
export const leaves: Sends = send('port', true)
export const isKeptIn: Sends = send('port', false)

export const REPLY: { readonly state: Packet['state'] } = { state: 'reply' }
export const INVALID: { readonly state: Packet['state'] } = { state: 'invalid' }
export const by = (what: string): More => ({ by: what })

type RuleMore = Omit<RuleSpec, 'direction' | 'ethertype'>
type MakesRule = (more?: RuleMore) => RuleSpec
const rule =
  (direction: RuleSpec['direction'], ethertype: RuleSpec['ethertype']): MakesRule =>
  (more: RuleMore = {}): RuleSpec => ({ direction, ethertype, ...more })

export const in4: MakesRule = rule('ingress', 'IPv4')
export const in6: MakesRule = rule('ingress', 'IPv6')
export const out4: MakesRule = rule('egress', 'IPv4')
export const out6: MakesRule = rule('egress', 'IPv6')

/** Short for protocol and ports. */
export const tcpPorts = (first: number, last: number = first): RuleMore => ({ protocol: 6, ports: [first, last] })
export const udpPorts = (first: number, last: number = first): RuleMore => ({ protocol: 17, ports: [first, last] })
export const ofType = (protocol: 1 | 58, type: number, code: number | null = null): RuleMore => ({
  protocol,
  ports: [type, code],
})

type Setting = Omit<VerdictCase, 'proves' | 'title' | 'groups' | 'stateful' | 'sends'> & { readonly stateful?: boolean }

/** `[title, groups or rules of one, sends, what else]` */
export type Row = readonly [
  title: string,
  groups: VerdictCase['groups'] | readonly RuleSpec[],
  sends: readonly Send[] | Send,
  setting?: Setting,
]

export const rows = (proves: string, table: readonly Row[]): readonly VerdictCase[] =>
  table.map(([title, groups, sends, { stateful = true, ...setting } = {}]) => ({
    proves,
    title,
    groups:
      groups === 'guards' || groups.length === 0 || Array.isArray(groups[0])
        ? (groups as VerdictCase['groups'])
        : [groups as readonly RuleSpec[]],
    stateful,
    sends: Array.isArray(sends) ? (sends as readonly Send[]) : [sends as Send],
    ...setting,
  }))

/** A group without rules: `[]` alone would be no group at all. */
export const ONE_EMPTY_GROUP: readonly (readonly RuleSpec[])[] = [[]]

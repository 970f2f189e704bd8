import {
  addressGroupTopic,
  decideFrame,
  securityGroupTopic,
  securityMembersTopic,
  type AddressGroupItem,
  type FirewallView,
  type FrameDecision,
  type SecurityMemberItem,
  type SecurityRuleItem,
} from '@netloom/core/firewall'
import type { FeedItem } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'
import { readFrame } from './frames/read-frame.ts'
import type { StagedCase } from './stage-case.ts'
import { PERMITTED_ETHERTYPE, type Send } from './cases/verdict-case.ts'

/** What the pure model says of one frame: who decided, at the first port that does not let it pass, or at the last. Pure. */
export function modelDecision(staged: StagedCase, send: Send, number: number): FrameDecision {
  const [first] = framesOf(staged, send, number)
  if (first === undefined) throw new Error(`${staged.row.title}: nothing is sent`)
  const frame = readFrame(first)
  const common = { permittedEthertypes: [PERMITTED_ETHERTYPE], frame, state: send.state, view: viewOf(staged.items) }
  const { port, peer } = staged
  const [sender, receiver] = send.from === 'port' ? [port, peer] : [peer, port]
  const egress = decideFrame({ ...common, direction: 'egress', port: sender })
  const ingress = decideFrame({ ...common, direction: 'ingress', port: receiver })
  if (!egress.allow || !ingress.allow) return egress.allow ? ingress : egress
  return send.from === 'port' ? egress : ingress
}

/** The word for who decided, as the table writes it: the reason of a spoof, else who it was. */
export const deciderOf = (decision: FrameDecision): string => (decision.by === 'spoof' ? decision.reason : decision.by)

/** The bytes of one send; the number makes it one of its own. */
export function framesOf({ at, index }: StagedCase, { from, packet }: Send, number: number): readonly Buffer[] {
  const [sender, receiver] = from === 'port' ? [at.port, at.peer] : [at[from], at.port]
  return packet(sender, receiver, tokenOf(index, number))
}

export const tokenOf = (index: number, number: number): Buffer => {
  const token = Buffer.from('nlvk\0\0\0\0')
  token.writeUInt16BE(index, 4)
  token.writeUInt16BE(number + 1, 6)
  return token
}

export function viewOf(items: ReadonlyMap<Topic, readonly FeedItem[]>): FirewallView {
  const bodies = (topic: Topic): readonly unknown[] => (items.get(topic) ?? []).map(({ body }) => body)
  return {
    rulesOf: (id) => bodies(securityGroupTopic(id)) as readonly SecurityRuleItem[],
    membersOf: (id) =>
      (bodies(securityMembersTopic(id)) as readonly SecurityMemberItem[]).flatMap(({ addresses }) => addresses),
    prefixesOf: (id) =>
      (bodies(addressGroupTopic(id)) as readonly AddressGroupItem[]).flatMap(({ addresses }) => addresses),
  }
}

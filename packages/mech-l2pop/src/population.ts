import { memberKey, networkTopic, portKey, type FeedWrite, type MemberItem } from '@netloom/core'
import type { Announcement } from './announcement.ts'

/** What happens to one port, as far as other hosts care. */
export interface PortChange {
  readonly networkId: string
  readonly portId: string
  readonly revision: number
  /** Hosts that may still announce it, from before the change. */
  readonly formerHosts: readonly string[]
  readonly after: Announcement | undefined
}

/** What the change has to be compared with. */
export interface KnownPopulation {
  /** Bodies of the feed items that the change may touch, by key; a missing one is not announced. */
  readonly items: ReadonlyMap<string, unknown>
  /** For each former host: the membership that its other ports still need. */
  readonly remaining: ReadonlyMap<string, MemberItem>
  /** Where the topic's log stands: members belong to no API object, their revision grows with the topic. */
  readonly topicPosition: number
}

/** Keys whose items {@link populationWrites} compares. */
export function touchedKeys({ portId, formerHosts, after }: PortChange): readonly string[] {
  const hosts = new Set([...formerHosts, ...(after === undefined ? [] : [after.member.host])])
  return [portKey(portId), ...[...hosts].map(memberKey)]
}

/** Hosts that the port leaves: their membership ends unless another port needs it. */
export function departedHosts({ formerHosts, after }: PortChange): readonly string[] {
  return [...new Set(formerHosts)].filter((host) => host !== '' && host !== after?.member.host)
}

/**
 * The writes that make `network/<id>` say what it must after the change: nothing where it says so already. A removal comes
 * before what replaces it, members before the ports behind them.
 */
export function populationWrites(change: PortChange, known: KnownPopulation): readonly FeedWrite[] {
  const { networkId, portId, revision, after } = change
  const memberRevision = known.topicPosition + 1
  const wanted = new Map<string, { readonly revision: number; readonly body: object | null }>()
  if (after?.population === undefined) wanted.set(portKey(portId), { revision, body: null })
  for (const host of departedHosts(change)) {
    wanted.set(memberKey(host), { revision: memberRevision, body: known.remaining.get(host) ?? null })
  }
  if (after !== undefined) wanted.set(memberKey(after.member.host), { revision: memberRevision, body: after.member })
  if (after?.population !== undefined) wanted.set(portKey(portId), { revision, body: after.population })
  return [...wanted]
    .filter(([key, { body }]) => !isSame(body, known.items.get(key) ?? null))
    .map(([key, write]) => ({ topic: networkTopic(networkId), key, ...write }))
}

/** Both were written by the functions above, so equal values have equal text. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

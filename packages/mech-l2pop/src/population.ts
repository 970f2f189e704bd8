import type { FeedWrite } from '@netloom/core'
import { type MemberItem, memberKey, networkTopic, portKey } from '@netloom/core/wire'
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
  /** The feed items that the change may touch, by key; a missing one is not announced. */
  readonly items: ReadonlyMap<string, { readonly revision: number; readonly body: unknown }>
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
 * The writes that make `network/<id>` say what it must after the change. What it says already keeps its revision, so that
 * the store takes it for no change; it is written all the same, because an earlier write of the same transaction, not yet
 * among `known`, may have said otherwise. A removal comes before what replaces it, members before the ports behind them.
 */
export function populationWrites(change: PortChange, known: KnownPopulation): readonly FeedWrite[] {
  const { networkId, portId, revision, after } = change
  const memberRevision = known.topicPosition + 1
  const writes: FeedWrite[] = []
  const write = (key: string, nextRevision: number, body: object | null): void => {
    const item = known.items.get(key)
    const isSame = item !== undefined && JSON.stringify(item.body) === JSON.stringify(body)
    writes.push({ topic: networkTopic(networkId), key, revision: isSame ? item.revision : nextRevision, body })
  }
  if (after?.population === undefined) write(portKey(portId), revision, null)
  for (const host of departedHosts(change)) {
    write(memberKey(host), memberRevision, known.remaining.get(host) ?? null)
  }
  if (after !== undefined) write(memberKey(after.member.host), memberRevision, after.member)
  if (after?.population !== undefined) write(portKey(portId), revision, after.population)
  return writes
}

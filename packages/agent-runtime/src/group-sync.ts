import type { FeedItem, GroupRenderer, Logger } from '@netloom/core'
import type { PortItem, Topic } from '@netloom/core/wire'
import type { GroupInterest } from './group-interest.ts'
import type { View } from './view.ts'

/** Makes the interest in groups follow the view. What cannot be read leads where it led before. */
export class GroupSync {
  constructor(
    private readonly view: View,
    private readonly groups: GroupRenderer | undefined,
    private readonly interest: GroupInterest,
    private readonly logger: Logger,
  ) {}

  /** A port of this host, as its item says now; undefined = it is gone. */
  port(portId: string, port: PortItem | undefined): void {
    if (this.groups === undefined) return
    try {
      this.interest.port(portId, port === undefined ? [] : this.groups.topicsOf(port))
    } catch (error) {
      this.logger.error({ err: error, port: portId }, 'the groups of a port cannot be read; keeping those it had')
    }
  }

  /** Looks at the touched items of all topics that ports lead to, those included that are found to matter on the way. */
  items(items: ReadonlyMap<Topic, ReadonlySet<string>>): void {
    const due = new Set(items.keys())
    for (let found = true; found;) {
      found = false
      for (const topic of due) {
        if (!this.interest.includes(topic)) continue
        found = due.delete(topic)
        for (const key of items.get(topic) ?? []) this.item(topic, key)
        if (this.view.knows(topic)) this.interest.told(topic)
      }
    }
  }

  private item(topic: Topic, key: string): void {
    const item = this.view.item(topic, key)
    // An unusable body says nothing.
    if (item !== undefined && item.body === undefined) return
    const leads = item === undefined ? [] : this.leads(topic, item)
    if (leads !== undefined) this.interest.item(topic, key, leads)
  }

  private leads(topic: Topic, item: FeedItem): readonly Topic[] | undefined {
    try {
      return this.groups?.leadsTo(topic, item)
    } catch (error) {
      this.logger.error({ err: error, topic, key: item.key }, 'the firewall failed on an item; keeping what it had')
      return undefined
    }
  }
}

import { DesiredTable, View } from '@netloom/agent-runtime'
import type { Desired, FeedItem } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'

/** How often a role looks something up or sets it. */
export interface Effort {
  calls: number
}

/** What the agent knows, counting how often it is asked. */
export class CountingView extends View {
  readonly effort: Effort = { calls: 0 }

  override item(topic: Topic, key: string): FeedItem | undefined {
    this.effort.calls += 1
    return super.item(topic, key)
  }

  override keys(topic: Topic): readonly string[] {
    this.effort.calls += 1
    return super.keys(topic)
  }
}

/** What the host shall have, judging what is put in. */
export class WatchedTable extends DesiredTable {
  readonly effort: Effort = { calls: 0 }
  readonly breaches: string[] = []

  override set(unit: string, desired: readonly Desired[]): readonly string[] {
    this.effort.calls += 1
    const keys = new Set<string>()
    for (const { state, cause } of desired) {
      const key = this.keyOf(state)
      if (keys.has(key)) this.breaches.push(`${unit} asks for ${key} twice`)
      keys.add(key)
      if (!/^[^/\s]+\/.+/.test(cause.object)) this.breaches.push(`${key}: cause names no API object: '${cause.object}'`)
      if (cause.rule === '' || /[\r\n]/.test(cause.rule)) this.breaches.push(`${key}: cause has no rule of one line`)
      if (!Number.isSafeInteger(cause.revision)) this.breaches.push(`${key}: revision ${String(cause.revision)}`)
    }
    return super.set(unit, desired)
  }

  override keysOf(unit: string): readonly string[] {
    this.effort.calls += 1
    return super.keysOf(unit)
  }

  override unitsOf(key: string): readonly string[] {
    this.effort.calls += 1
    return super.unitsOf(key)
  }
}

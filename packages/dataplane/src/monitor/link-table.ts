import type { HostEvent } from '@netloom/core'
import type { MonitorLine } from './monitor-line.ts'

type LinkLine = Extract<MonitorLine, { type: 'link' }>

/** Links as last seen, so that a first sight, a rename and a real change can be told from chatter. */
export class LinkTable {
  /** `onRename` is called for a link that goes on under another name. */
  constructor(private readonly onRename: () => void = () => undefined) {}

  private readonly byIndex = new Map<number, { readonly device: string; readonly signature: string }>()

  /** Events of one report. `echo` = we did it ourselves: names are still told, changes are not. */
  see({ index, device, deleted, signature }: LinkLine, echo: boolean): readonly HostEvent[] {
    const before = this.byIndex.get(index)
    const touched: readonly HostEvent[] = echo ? [] : [{ type: 'touched', device }]
    if (deleted) {
      this.byIndex.delete(index)
      return before === undefined ? [] : [{ type: 'link-removed', device: before.device }, ...touched]
    }
    this.byIndex.set(index, { device, signature })
    if (before === undefined) return [{ type: 'link-added', device }]
    if (before.device !== device) {
      this.onRename()
      return [
        { type: 'link-removed', device: before.device },
        { type: 'link-added', device },
      ]
    }
    return before.signature === signature ? [] : touched
  }

  /** A full listing: tells of links not seen before and of those that are no more. */
  resync(links: readonly Omit<LinkLine, 'type' | 'deleted'>[]): readonly HostEvent[] {
    const present = new Set(links.map(({ index }) => index))
    const gone = [...this.byIndex].filter(([index]) => !present.has(index))
    for (const [index] of gone) this.byIndex.delete(index)
    return [
      ...gone.map(([, { device }]): HostEvent => ({ type: 'link-removed', device })),
      ...links.flatMap((link) => this.see({ type: 'link', deleted: false, ...link }, true)),
    ]
  }
}

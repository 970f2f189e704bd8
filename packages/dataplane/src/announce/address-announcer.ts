import { type Clock, systemClock } from '@netloom/core'
import { openLibc, type Libc } from '../netlink/libc.ts'
import { sendAnnouncements, type Announcement } from './send-announcements.ts'

/** Neutron: three announcements, two seconds apart. */
const TIMES = 3
const PAUSE = 2_000

/**
 * Tells neighbours of addresses that are new here, at once and twice again; those that become due at the same time go out together.
 * Without koffi nobody is told: neighbours ask when what they remember is old.
 */
export class AddressAnnouncer {
  private readonly waiting = new Map<string, { readonly what: Announcement; left: number }>()
  private cancel: (() => void) | undefined

  constructor(private readonly clock: Clock = systemClock) {}

  announce(addresses: readonly Announcement[]): void {
    if (addresses.length === 0) return
    for (const what of addresses)
      this.waiting.set(`${what.namespace} ${what.device} ${what.address}`, { what, left: TIMES - 1 })
    void openLibc().then((libc) => {
      if (libc !== undefined) send(libc, addresses)
    })
    this.cancel ??= this.clock.after(PAUSE, () => void this.again())
  }

  stop(): void {
    this.cancel?.()
    this.cancel = undefined
    this.waiting.clear()
  }

  private async again(): Promise<void> {
    this.cancel = undefined
    const libc = await openLibc()
    if (libc !== undefined)
      send(
        libc,
        [...this.waiting.values()].map(({ what }) => what),
      )
    for (const [key, one] of this.waiting) {
      one.left -= 1
      if (one.left <= 0) this.waiting.delete(key)
    }
    if (this.waiting.size > 0) this.cancel ??= this.clock.after(PAUSE, () => void this.again())
  }
}

function send(libc: Libc, addresses: readonly Announcement[]): void {
  const byNamespace = new Map<string, Announcement[]>()
  for (const one of addresses) {
    const group = byNamespace.get(one.namespace)
    if (group === undefined) byNamespace.set(one.namespace, [one])
    else group.push(one)
  }
  for (const [netns, group] of byNamespace) {
    try {
      sendAnnouncements(libc, netns, group)
    } catch {
      // A namespace that is gone has no neighbours.
    }
  }
}

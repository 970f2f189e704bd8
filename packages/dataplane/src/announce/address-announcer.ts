import { type Clock, systemClock } from '@netloom/core'
import { openLibc, type Libc } from '../netlink/libc.ts'
import { sendAnnouncements, type Announcement } from './send-announcements.ts'

/** Milliseconds between two looks at what is due. */
const PAUSE = 2_000
/**
 * In which of them an address is told again. Neutron: three announcements, two seconds apart; but there the agent plugs the device
 * itself. Here a switch's agent does, which may be late: until then nobody hears, and switches go on sending to where it was.
 */
const AGAIN = [1, 2, 4, 8, 15]
const LAST = AGAIN[AGAIN.length - 1] ?? 0

/**
 * Tells neighbours of addresses that are new here, at once and some times again; those that become due at the same time go out
 * together. Without koffi nobody is told: neighbours ask when what they remember is old.
 */
export class AddressAnnouncer {
  private readonly waiting = new Map<string, { readonly what: Announcement; looks: number }>()
  private cancel: (() => void) | undefined

  constructor(private readonly clock: Clock = systemClock) {}

  announce(addresses: readonly Announcement[]): void {
    if (addresses.length === 0) return
    for (const what of addresses) this.waiting.set(keyOf(what), { what, looks: 0 })
    void openLibc().then((libc) => {
      if (libc !== undefined) send(libc, addresses)
    })
    this.cancel ??= this.clock.after(PAUSE, () => void this.again())
  }

  /** They are not here any more, and may be elsewhere by now: nothing more is said of them. Without an address: of all of a device. */
  withdraw({ namespace, device, address }: Pick<Announcement, 'namespace' | 'device'> & Partial<Announcement>): void {
    if (address !== undefined) this.waiting.delete(keyOf({ namespace, device, address }))
    else
      for (const [key, { what }] of this.waiting)
        if (what.namespace === namespace && what.device === device) this.waiting.delete(key)
  }

  stop(): void {
    this.cancel?.()
    this.cancel = undefined
    this.waiting.clear()
  }

  private async again(): Promise<void> {
    this.cancel = undefined
    const libc = await openLibc()
    for (const one of this.waiting.values()) one.looks += 1
    const due = [...this.waiting.values()].filter(({ looks }) => AGAIN.includes(looks))
    if (libc !== undefined)
      send(
        libc,
        due.map(({ what }) => what),
      )
    for (const [key, { looks }] of this.waiting) if (looks >= LAST) this.waiting.delete(key)
    if (this.waiting.size > 0) this.cancel ??= this.clock.after(PAUSE, () => void this.again())
  }
}

const keyOf = ({ namespace, device, address }: Pick<Announcement, 'namespace' | 'device' | 'address'>): string =>
  `${namespace} ${device} ${address}`

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

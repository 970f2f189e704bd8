import { type Clock, type HostAccess, systemClock } from '@netloom/core'
import { hasAddress } from './address-presence.ts'

/** Milliseconds between looks, and per address that is looked for: thousands of them cost no more of a processor than fifty. */
const LOOK = 50
const EACH = 1

interface Watched {
  readonly host: HostAccess
  readonly namespace: string
  readonly address: string
  isHere: boolean
}

/** Addresses that come to namespaces and leave them by another program: nobody outside is told of it by the kernel. */
export class AddressWatch {
  private readonly watched = new Map<string, Watched>()
  private cancel: (() => void) | undefined

  constructor(private readonly clock: Clock = systemClock) {}

  /** From now on. Resolves with whether it is there now. */
  async expect(id: string, host: HostAccess, namespace: string, address: string): Promise<boolean> {
    const isHere = await hasAddress(host, namespace, address)
    this.watched.set(id, { host, namespace, address, isHere })
    return isHere
  }

  forget(id: string): void {
    this.watched.delete(id)
  }

  /** `changed` hears of each that came or left. Until the returned function is called. */
  start(changed: (id: string, isHere: boolean) => void): () => void {
    let isOn = true
    const again = (): void => {
      const pause = Math.max(LOOK, this.watched.size * EACH)
      this.cancel = this.clock.after(pause, () => {
        void this.look(changed).finally(() => {
          if (isOn) again()
        })
      })
    }
    again()
    return () => {
      isOn = false
      this.cancel?.()
    }
  }

  private async look(changed: (id: string, isHere: boolean) => void): Promise<void> {
    for (const [id, one] of this.watched) {
      const isHere = await hasAddress(one.host, one.namespace, one.address)
      // Forgotten, or looked at by others, meanwhile.
      if (this.watched.get(id) !== one || isHere === one.isHere) continue
      one.isHere = isHere
      changed(id, isHere)
    }
  }
}

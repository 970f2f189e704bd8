import type { Clock } from '@netloom/core'

/** Milliseconds in which touches are collected: who deletes one entry by hand often deletes ten. */
const DEBOUNCE = 20

/** Turns touches of our devices by somebody into few scoped reads. */
export class DeviceWatch {
  private readonly touched = new Set<string>()
  private cancel: (() => void) | undefined

  constructor(
    private readonly clock: Clock,
    private readonly reread: (devices: readonly string[]) => void,
  ) {}

  touch(device: string): void {
    this.touched.add(device)
    this.cancel ??= this.clock.after(DEBOUNCE, () => {
      this.cancel = undefined
      const devices = [...this.touched]
      this.touched.clear()
      this.reread(devices)
    })
  }

  stop(): void {
    this.cancel?.()
    this.touched.clear()
  }
}

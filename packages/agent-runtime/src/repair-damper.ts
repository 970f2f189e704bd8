import type { Clock, Logger } from '@netloom/core'

/** Repairs of one device that may be undone one right after the other before they are put off. */
const PATIENCE = 5
/** Milliseconds that the first repair after that waits; each further one twice as long. */
const FIRST = 1_000
const LONGEST = 30_000
/** Milliseconds for which a repair has to last at least. */
const LASTS = 5_000

/** A device whose repairs somebody undoes. */
export interface DampedDevice {
  readonly device: string
  /** Repairs undone so far. */
  readonly undone: number
  /** ISO 8601: since when they are put off, and when the next one is due. */
  readonly since: string
  readonly nextRepair: string
}

interface Repairs {
  /** What was repaired and, when that was undone, will be again. */
  readonly keys: Set<string>
  at: number
  undone: number
  /** Milliseconds the last one was put off; 0 = not at all. */
  pause: number
  since: number
  /** Until then the device is left alone. */
  until: number
  cancel?: () => void
}

/**
 * Puts off repairs that do not last: whoever undoes them (another agent, a script) goes on doing so, and a fight at full speed
 * costs the whole host. Told once, then quiet until a repair lasts.
 */
export class RepairDamper {
  private readonly devices = new Map<string, Repairs>()

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly due: (device: string) => void,
  ) {}

  /** These keys of the device are not as they were made. */
  drifted(device: string, keys: readonly string[]): void {
    const repairs = this.devices.get(device)
    if (repairs === undefined || this.holds(device)) return
    const now = this.clock.now()
    if (now - repairs.at > lasts(repairs)) {
      this.forget(device)
      return
    }
    if (!keys.some((key) => repairs.keys.has(key))) return
    repairs.undone += 1
    if (repairs.undone < PATIENCE) return
    if (repairs.pause === 0) {
      repairs.since = now
      this.logger.warn(
        { device, undone: repairs.undone, first: keys.slice(0, 5) },
        'repairs of this device are undone again and again; putting them off',
      )
    }
    repairs.pause = Math.min(LONGEST, repairs.pause === 0 ? FIRST : 2 * repairs.pause)
    repairs.until = now + repairs.pause
    this.after(repairs, repairs.pause, () => {
      this.due(device)
    })
  }

  /** These keys of the device were made right again. */
  repaired(device: string, keys: readonly string[]): void {
    const known = this.devices.get(device)
    const repairs = known ?? { keys: new Set<string>(), at: 0, undone: 0, pause: 0, since: 0, until: 0 }
    for (const key of keys) repairs.keys.add(key)
    repairs.at = this.clock.now()
    this.devices.set(device, repairs)
    this.after(repairs, lasts(repairs) + 1, () => {
      this.forget(device)
    })
  }

  /** Whether the key has been repaired lately. */
  knows(device: string, key: string): boolean {
    return this.devices.get(device)?.keys.has(key) ?? false
  }

  /** Whether the device is to be left alone now. */
  holds(device: string): boolean {
    const repairs = this.devices.get(device)
    return repairs !== undefined && repairs.until > this.clock.now()
  }

  /** Whether it was said in the log that the device's repairs do not last. */
  isTold(device: string): boolean {
    return (this.devices.get(device)?.pause ?? 0) > 0
  }

  damped(): readonly DampedDevice[] {
    // Moments are the monotonic clock's; people want theirs.
    const offset = this.clock.date().getTime() - this.clock.now()
    const iso = (at: number): string => new Date(offset + at).toISOString()
    return [...this.devices].flatMap(([device, { undone, pause, since, until }]) =>
      pause === 0 ? [] : [{ device, undone, since: iso(since), nextRepair: iso(until) }],
    )
  }

  stop(): void {
    for (const { cancel } of this.devices.values()) cancel?.()
    this.devices.clear()
  }

  private forget(device: string): void {
    const repairs = this.devices.get(device)
    repairs?.cancel?.()
    this.devices.delete(device)
    if (repairs !== undefined && repairs.pause > 0)
      this.logger.info({ device, undone: repairs.undone }, 'the last repair of this device lasts')
  }

  private after(repairs: Repairs, pause: number, run: () => void): void {
    repairs.cancel?.()
    repairs.cancel = this.clock.after(pause, run)
  }
}

const lasts = ({ pause }: Repairs): number => Math.max(LASTS, 2 * pause)

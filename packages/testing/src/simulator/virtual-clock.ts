import type { Clock } from '@netloom/core'

interface Alarm {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/** A clock that moves when told to. Alarms of one moment ring in the order in which they were set. */
export class VirtualClock implements Clock {
  private time = 0
  private order = 0
  private readonly alarms = new Set<Alarm>()

  now(): number {
    return this.time
  }

  /** As many milliseconds after the start of the epoch as have gone by. */
  date(): Date {
    return new Date(this.time)
  }

  after(ms: number, run: () => void): () => void {
    this.order += 1
    const alarm = { at: this.time + Math.max(0, ms), order: this.order, run }
    this.alarms.add(alarm)
    return () => {
      this.alarms.delete(alarm)
    }
  }

  /** When the next alarm rings; undefined = none is set. */
  next(): number | undefined {
    return this.first()?.at
  }

  /** Goes on by `ms`, ringing what is due on the way. `settle` lets what an alarm has set off come to rest before the next one. */
  async advance(ms: number, settle: () => Promise<void>): Promise<void> {
    await settle()
    const end = this.time + ms
    for (let alarm = this.first(); alarm !== undefined && alarm.at <= end; alarm = this.first()) {
      this.alarms.delete(alarm)
      this.time = Math.max(this.time, alarm.at)
      alarm.run()
      const next = this.first()
      if (next === undefined || next.at > this.time) await settle()
    }
    this.time = end
    await settle()
  }

  private first(): Alarm | undefined {
    let first: Alarm | undefined
    for (const alarm of this.alarms) {
      if (first === undefined || alarm.at < first.at || (alarm.at === first.at && alarm.order < first.order))
        first = alarm
    }
    return first
  }
}

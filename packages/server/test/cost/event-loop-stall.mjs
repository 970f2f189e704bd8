import { openSync, readSync } from 'node:fs'

const TICK = 3

/**
 * The longest time for which this thread computed between two turns of its event loop. Time in which the machine ran others, or
 * other threads of this process did (collector, compiler), is not in `held`; it is in `wall`, which is only for print.
 */
export class EventLoopStall {
  #longest = { held: 0, wall: 0 }
  #at = performance.now()
  #used = usedByThread()

  constructor() {
    setInterval(() => this.#tick(), TICK).unref()
  }

  /** Milliseconds since the last call: of a processor, and of the clock. */
  take() {
    this.#tick()
    const longest = this.#longest
    this.#longest = { held: 0, wall: 0 }
    return longest
  }

  #tick() {
    const now = performance.now()
    const used = usedByThread()
    const wall = now - this.#at
    this.#longest.held = Math.max(this.#longest.held, Math.min(wall, used - this.#used))
    this.#longest.wall = Math.max(this.#longest.wall, wall)
    this.#at = now
    this.#used = used
  }
}

const usedByThread = reader()

/** Milliseconds of a processor that the calling thread, the main one, has had. */
function reader() {
  if (process.threadCpuUsage !== undefined) {
    return () => {
      const { user, system } = process.threadCpuUsage()
      return (user + system) / 1_000
    }
  }
  const file = openSync('/proc/thread-self/schedstat', 'r')
  const text = Buffer.alloc(80)
  return () => Number(text.toString('latin1', 0, readSync(file, text, 0, text.length, 0)).split(' ')[0]) / 1_000_000
}

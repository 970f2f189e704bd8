import type { LogFile } from './log-file.ts'

/** Bytes that wait for a slow reader; what does not fit is lost. */
const MOST_WAITING = 1024 * 1024
/** Milliseconds after which a file that took nothing is tried again, also when nothing new is to be said. */
const PAUSE = 1_000
/** Where a reader is just slow. */
const SHORT_PAUSE = 20
/** How often a reader that is slow is waited for when the process ends. */
const LAST_TRIES = 10

const LINE_END = '\n'.charCodeAt(0)

/**
 * Where a process's log lines go. It never throws, blocks or ends the process: lines that a full disk or a closed pipe does not
 * take are counted, and as soon as there is room again a line says how many are missing. What was written in part is ended, so that
 * every other line stays one JSON object.
 */
export class LogDestination {
  private waiting: Buffer[] = []
  private size = 0
  private lost = 0
  private reason = ''
  /** The last byte that was taken ends no line. */
  private isOpen = false
  /** …and what would have ended it is lost. */
  private torn = false
  private timer: NodeJS.Timeout | undefined

  constructor(private file: LogFile) {}

  /** What comes now goes elsewhere; what still waits, too. */
  moveTo(file: LogFile): void {
    this.drain()
    this.file = file
    this.isOpen = false
    this.torn = false
  }

  write(line: string): void {
    const bytes = Buffer.from(line)
    this.waiting.push(bytes)
    this.size += bytes.length
    this.drain()
  }

  /** The process ends: a reader that is merely slow gets a moment. */
  flush(): void {
    const still = new Int32Array(new SharedArrayBuffer(4))
    for (let tries = 0; this.waiting.length > 0 && tries < LAST_TRIES; tries += 1) {
      Atomics.wait(still, 0, 0, SHORT_PAUSE)
      this.drain()
    }
    clearTimeout(this.timer)
  }

  private drain(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.lost > 0 && !this.confess()) return
    for (let [line] = this.waiting; line !== undefined; [line] = this.waiting) {
      const rest = this.put(line)
      const isDropped = this.waiting.length === 0
      if (!isDropped) {
        this.size -= line.length - rest.length
        if (rest.length === 0) this.waiting.shift()
        else this.waiting[0] = rest
      }
      if (rest.length > 0) return
    }
  }

  /** Says how many lines are missing, before any other. */
  private confess(): boolean {
    const { lost, reason } = this
    const line = { level: 40, time: Date.now(), lost, reason, msg: 'log lines were lost: the log took none' }
    if (this.put(Buffer.from(`${JSON.stringify(line)}\n`)).length > 0) {
      this.torn = this.isOpen
      return false
    }
    this.lost = 0
    return true
  }

  /** What is left of it. */
  private put(bytes: Buffer): Buffer {
    let rest = this.torn ? Buffer.concat([Buffer.from('\n'), bytes]) : bytes
    try {
      while (rest.length > 0) {
        const count = this.file.write(rest)
        if (count > 0) {
          this.torn = false
          this.isOpen = rest[count - 1] !== LINE_END
        }
        rest = rest.subarray(count)
      }
    } catch (error) {
      this.refused(error)
    }
    return rest.length > bytes.length ? bytes : rest
  }

  private refused(error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    const isSlow = code === 'EAGAIN'
    if (!isSlow || this.size > MOST_WAITING) {
      this.reason = isSlow ? 'nobody reads it' : code
      this.lost += this.waiting.length
      this.waiting = []
      this.size = 0
      this.torn = this.isOpen
    }
    clearTimeout(this.timer)
    // Does not keep a process that has nothing else to do.
    this.timer = setTimeout(
      () => {
        this.drain()
      },
      isSlow ? SHORT_PAUSE : PAUSE,
    ).unref()
  }
}

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const WRITER = fileURLToPath(new URL('../writer-process.mjs', import.meta.url))

/** A process that writes without pause, and says of each write that it was acknowledged. */
export class CrashingWriter {
  readonly acknowledged: string[] = []
  /** Longest time between two acknowledgements, in milliseconds. */
  longestPause = 0
  private last: number | undefined
  private readonly watching = new Set<() => void>()
  private readonly child: ChildProcess

  constructor(location: string) {
    const child = spawn(process.execPath, [WRITER, location], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.child = child
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.heard(line)
    })
  }

  /** Resolves when so many more writes were acknowledged. */
  async writes(count: number): Promise<void> {
    const enough = this.acknowledged.length + count
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (this.acknowledged.length < enough) return
        this.watching.delete(check)
        resolve()
      }
      this.watching.add(check)
      check()
    })
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(name)
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = once(this.child, 'close')
    this.child.kill('SIGKILL')
    await gone
  }

  private heard(line: string): void {
    if (line === 'ready') return
    const now = performance.now()
    this.longestPause = Math.max(this.longestPause, now - (this.last ?? now))
    this.last = now
    this.acknowledged.push(line)
    for (const check of [...this.watching]) check()
  }
}

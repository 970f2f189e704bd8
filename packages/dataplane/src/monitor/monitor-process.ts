import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import { missingTool } from '../pipe/missing-tool.ts'

export interface MonitorProcessEvents {
  /** From here on nothing is missed. */
  onReady(): void
  onLine(line: string): void
  /** The kernel dropped events because we read too slowly. */
  onLost(): void
  onEnd(reason: string): void
}

const RECEIVE_BUFFER = String(4 * 1024 * 1024)

/**
 * One life of `ip -d -o monitor link neigh`. It reads no input, so it would not notice our death until the next event:
 * `setpriv --pdeathsig` has the kernel end it with us.
 */
export class MonitorProcess {
  private readonly child: ChildProcessByStdio<null, Readable, Readable>
  private readonly ended: Promise<void>
  private over = false
  private holding = false
  private waiting: string[] = []
  private torn = ''

  constructor(
    netns: string | undefined,
    private readonly events: MonitorProcessEvents,
  ) {
    const ip = [
      ...(netns === undefined ? [] : ['-n', netns]),
      '-d',
      '-o',
      '-rcvbuf',
      RECEIVE_BUFFER,
      'monitor',
      'link',
      'neigh',
    ]
    this.child = spawn('setpriv', ['--pdeathsig', 'KILL', 'ip', ...ip], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    this.child.on('error', (error: NodeJS.ErrnoException) => {
      said = error.code === 'ENOENT' ? missingTool('setpriv') : error.message
    })
    this.child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said = chunk.trim()
      if (chunk.includes('No buffer space')) events.onLost()
    })
    this.child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (this.holding) this.waiting.push(chunk)
      else this.take(chunk)
    })
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        this.over = true
        events.onEnd(said || `ended with ${signal ?? String(code)}`)
        resolve()
      })
    })
    void this.untilListening().then(() => {
      if (!this.over) events.onReady()
    })
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  /** Puts lines aside, so that whoever writes has the processor to itself; the pipe is still drained. */
  hold(): void {
    this.holding = true
  }

  release(): void {
    this.holding = false
    const chunks = this.waiting
    this.waiting = []
    if (chunks.length > 0) this.take(chunks.join(''))
  }

  /** By hand: a bulk load of ours comes back as tens of thousands of lines, and a line reader costs more than they do. */
  private take(chunk: string): void {
    const lines = (this.torn + chunk).split('\n')
    this.torn = lines.pop() ?? ''
    for (const line of lines) this.events.onLine(line)
  }

  async close(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended
  }

  /** The kernel lists its netlink sockets with the groups they have joined. */
  private async untilListening(): Promise<void> {
    const pid = String(this.child.pid ?? 0)
    for (let tries = 0; tries < 2_000 && !this.over; tries++) {
      const sockets = await readFile(`/proc/${pid}/net/netlink`, 'utf8').catch(() => '')
      const listening = sockets.split('\n').some((line) => {
        const [, , owner, groups] = line.trim().split(/\s+/)
        return owner === pid && groups !== undefined && Number.parseInt(groups, 16) !== 0
      })
      if (listening) return
      await delay(1)
    }
  }
}

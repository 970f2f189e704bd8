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
 * One life of `ip -o monitor link neigh`. It reads no input, so it would not notice our death until the next event:
 * `setpriv --pdeathsig` has the kernel end it with us.
 */
export class MonitorProcess {
  private readonly child: ChildProcessByStdio<null, Readable, Readable>
  private readonly ended: Promise<void>
  private over = false

  constructor(netns: string | undefined, events: MonitorProcessEvents) {
    const ip = [
      ...(netns === undefined ? [] : ['-n', netns]),
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
    let held = ''
    // By hand: a bulk load of ours comes back as tens of thousands of lines, and a line reader costs more than they do.
    this.child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (held + chunk).split('\n')
      held = lines.pop() ?? ''
      for (const line of lines) events.onLine(line)
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

import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { missingTool } from './missing-tool.ts'
import type { LineResult } from './batch-pipe.ts'

/** Constant; what to set comes in as data, one `key=value` a line, and is answered with one line each. */
const SCRIPT =
  'while IFS== read -r key value; do if { printf %s "$value" >"/proc/sys/$key"; } 2>/dev/null; then echo ok; else echo failed; fi; done'
/** A line that sets something, and nothing beside the network. */
export const SETTING: RegExp = /^net\/(?:[A-Za-z0-9_][A-Za-z0-9_.@+=-]*\/)*[A-Za-z0-9_]+=-?[0-9]+$/

/**
 * Network settings of one namespace. `/proc/sys/net` shows the namespace of whoever opens it, so somebody must sit inside:
 * a shell that reads lines and ends with our end of its standard input.
 */
export class SysctlPipe {
  private child: ChildProcessByStdio<Writable, Readable, null> | undefined
  private waiting: ((answer: string) => void)[] = []

  constructor(private readonly netns?: string) {}

  /** One result per `net/…=number` line. Never rejects. */
  run(lines: readonly string[]): Promise<readonly LineResult[]> {
    return Promise.all(
      lines.map(async (line): Promise<LineResult> => {
        if (!SETTING.test(line)) return `refused: ${JSON.stringify(line)} is no network setting`
        const answer = await this.ask(line)
        if (answer === 'ok') return undefined
        return answer === 'failed' ? `cannot set ${line}` : answer
      }),
    )
  }

  close(): Promise<void> {
    const child = this.child
    if (child === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      child.once('close', () => {
        resolve()
      })
      child.stdin.end()
    })
  }

  private ask(line: string): Promise<string> {
    const child = (this.child ??= this.start())
    return new Promise((resolve) => {
      this.waiting.push(resolve)
      child.stdin.write(`${line}\n`)
    })
  }

  private start(): ChildProcessByStdio<Writable, Readable, null> {
    const shell = ['sh', '-c', SCRIPT] as const
    const [tool, ...args] = this.netns === undefined ? shell : (['ip', 'netns', 'exec', this.netns, ...shell] as const)
    const child = spawn(tool, args, { stdio: ['pipe', 'pipe', 'ignore'] })
    let reason = 'the settings shell ended'
    child.on('error', (error: NodeJS.ErrnoException) => {
      reason = error.code === 'ENOENT' ? missingTool(tool) : error.message
    })
    child.stdin.on('error', () => undefined)
    createInterface({ input: child.stdout })
      .on('line', (answer) => this.waiting.shift()?.(answer))
      .on('error', () => undefined)
    child.on('close', () => {
      if (this.child === child) this.child = undefined
      for (const resolve of this.waiting.splice(0)) resolve(reason)
    })
    return child
  }
}

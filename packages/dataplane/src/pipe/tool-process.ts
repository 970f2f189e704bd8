import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { StderrParser } from './stderr-parser.ts'

/** Not an object of `ip` or `bridge`: fails without a system call to the kernel's network code. */
const MARK = 'netloom'
const MARK_EVERY = 64
const CHUNK = 256

/** How far a feed came. `results` has one entry per line; entries from `acknowledged` on mean nothing. */
export interface FeedOutcome {
  readonly results: (string | undefined)[]
  readonly acknowledged: number
  /** Present when the tool ended before all lines were acknowledged. The line at fault is in [acknowledged, suspects). */
  readonly death?: { readonly text: string; readonly signal: NodeJS.Signals | null; readonly suspects: number }
}

/**
 * One life of `ip|bridge -force -batch -`. Nobody reads its standard output, so order is that of one pipe: lines that fail
 * say so on standard error, and a mark is a line that always fails. When the last mark's failure has arrived, every failure
 * before it has. The process ends by itself when our end of its standard input closes, however we end.
 */
export class ToolProcess {
  private readonly child: ChildProcessByStdio<Writable, null, Readable>
  private readonly parser = new StderrParser()
  private readonly ended: Promise<void>
  private lines = 0
  private onFailed: (number: number, text: string) => void = () => undefined
  private onEnd: () => void = () => undefined
  private end: { text: string; signal: NodeJS.Signals | null } | undefined

  constructor(tool: string, args: readonly string[]) {
    this.child = spawn(tool, args, { stdio: ['pipe', 'ignore', 'pipe'] })
    let failure = ''
    this.child.on('error', (error) => {
      failure = error.message
    })
    // A tool that gave up leaves a broken pipe; its end is what we report.
    this.child.stdin.on('error', () => undefined)
    this.child.stderr.setEncoding('utf8')
    this.child.stderr.on('data', (chunk: string) => {
      for (const { number, text } of this.parser.push(chunk)) this.onFailed(number, text)
    })
    this.ended = new Promise((resolve) => {
      this.child.on('close', (_code, signal) => {
        this.end = { text: failure || this.parser.take(), signal }
        this.onEnd()
        resolve()
      })
    })
  }

  get alive(): boolean {
    return this.end === undefined
  }

  /** Lines taken so far. */
  get fed(): number {
    return this.lines
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  /** Runs lines; one feed at a time. `careful` marks every line, so that a line which ends the tool is known exactly. */
  async feed(lines: readonly string[], careful: boolean): Promise<FeedOutcome> {
    const results = new Array<string | undefined>(lines.length).fill(undefined)
    const base = this.lines
    // For each number: the index of a line, or -1 - n for a mark that has n lines before it.
    const meaning: number[] = []
    const text: string[] = []
    lines.forEach((line, index) => {
      text.push(line)
      meaning.push(index)
      // Adding a link is the one thing that must not be tried twice, so it never shares a mark.
      const last = index === lines.length - 1
      if (careful || last || (index + 1) % MARK_EVERY === 0 || line.startsWith('link add ')) {
        text.push(MARK)
        meaning.push(-2 - index)
      }
    })
    this.lines += text.length
    let acknowledged = 0
    const finished = new Promise<void>((resolve) => {
      this.onEnd = resolve
      this.onFailed = (number, said) => {
        const what = meaning[number - base - 1] ?? 0
        if (what >= 0) results[what] = said === '' ? 'failed without a word' : said
        acknowledged = what >= 0 ? what + 1 : -1 - what
        if (number - base === text.length) resolve()
      }
      if (this.end !== undefined) resolve()
    })
    await Promise.all([this.write(text), finished])
    if (acknowledged === lines.length) return { results, acknowledged }
    const { text: said, signal } = this.end ?? { text: '', signal: null }
    const suspects = -1 - (meaning.find((what) => what < 0 && -1 - what > acknowledged) ?? -1 - lines.length)
    return { results, acknowledged, death: { text: said, signal, suspects } }
  }

  /** Lets the tool finish what it has; resolves when it is gone. */
  async close(): Promise<void> {
    this.child.stdin.end()
    const patience = setTimeout(() => this.child.kill('SIGKILL'), 2_000)
    await this.ended
    clearTimeout(patience)
  }

  private async write(text: readonly string[]): Promise<void> {
    for (let at = 0; at < text.length && this.alive; at += CHUNK) {
      const taken = this.child.stdin.write(`${text.slice(at, at + CHUNK).join('\n')}\n`)
      if (!taken) await Promise.race([once(this.child.stdin, 'drain').catch(() => undefined), this.ended])
    }
  }
}

import { isBatchLine, namesNamespace } from './batch-line.ts'
import { missingTool } from './missing-tool.ts'
import { ToolProcess, type FeedOutcome } from './tool-process.ts'

export interface BatchPipeOptions {
  readonly tool: 'ip' | 'bridge'
  /** Absent = the namespace we run in. A tool is fixed to one namespace for its life. */
  readonly netns?: string
}

/** undefined = done, text = what went wrong. */
export type LineResult = string | undefined

interface Job {
  readonly lines: readonly string[]
  readonly results: LineResult[]
  readonly resolve: (results: readonly LineResult[]) => void
}

interface Entry {
  readonly line: string
  readonly job: Job
  readonly index: number
}

/**
 * The tools remember which index a name had. When a device was deleted and made anew by another process, they go on using
 * the old one; only a new process asks the kernel again.
 */
const STALE = /unknown ifindex|RTNETLINK answers: No such device/
/** What they remember is never forgotten either. */
const OLD_AGE = 500_000

/** A namespace lives for as long as somebody has it open, whatever `ip netns list` says, and its devices with it. */
const HOLDS_NAMESPACE =
  'refused: a long-lived tool would keep the namespace after its deletion; run `ip` once for it, or inside it (`ip -n`)'

const HOPELESS = /^Cannot open network namespace|ENOENT|EACCES|EPERM|EAGAIN|ENOMEM/

/**
 * One long-lived tool for one namespace. Lines run in the order given; batches that wait are fed together. Some lines end
 * the tool (`ip` exits when a neighbour to delete is not there, or when an argument makes no sense): that line fails with
 * the tool's last words, the tool is started again, and the rest goes on. A tool that is killed fails what it had not acknowledged.
 */
export class BatchPipe {
  private process: ToolProcess | undefined
  private readonly queue: Job[] = []
  private pumping: Promise<void> | undefined
  private closed = false
  private renewWanted = false

  constructor(private readonly options: BatchPipeOptions) {}

  /** Process id of the tool while it runs. */
  get pid(): number | undefined {
    return this.process?.alive === true ? this.process.pid : undefined
  }

  /** One result per line. Never rejects. */
  run(lines: readonly string[]): Promise<readonly LineResult[]> {
    if (this.closed) return Promise.resolve(lines.map(() => `the ${this.options.tool} pipe is closed`))
    if (lines.length === 0) return Promise.resolve([])
    return new Promise((resolve) => {
      this.queue.push({ lines, results: new Array<LineResult>(lines.length).fill(undefined), resolve })
      this.pumping ??= this.pump()
    })
  }

  /** Starts the tool before its first line is due: a process costs more than the thousand lines after it. */
  warm(): void {
    if (!this.closed && this.pumping === undefined) this.current()
  }

  /** A link has got another name: what the tool remembers would reach the wrong one. */
  forget(): void {
    this.renewWanted = true
  }

  async close(): Promise<void> {
    this.closed = true
    await this.pumping
    await this.process?.close()
    this.process = undefined
  }

  private async pump(): Promise<void> {
    while (this.queue.length > 0) {
      if (this.renewWanted) await this.renew()
      const jobs = this.queue.splice(0)
      const entries: Entry[] = []
      for (const job of jobs) {
        job.lines.forEach((line, index) => {
          if (namesNamespace(line)) job.results[index] = HOLDS_NAMESPACE
          else if (isBatchLine(line)) entries.push({ line, job, index })
          else job.results[index] = `refused: ${JSON.stringify(line)} is not made of plain words`
        })
      }
      try {
        await this.feedAndRefresh(entries)
      } catch (error) {
        // The tool could not even be started (out of processes or descriptors).
        for (const { job, index } of entries) job.results[index] ??= `${this.options.tool}: ${String(error)}`
      }
      for (const job of jobs) job.resolve(job.results)
    }
    // In the same turn as the look at the queue: whoever comes later must find nobody pumping.
    this.pumping = undefined
  }

  private async feedAndRefresh(entries: readonly Entry[]): Promise<void> {
    await this.feedAll(entries)
    const stale = entries.filter(({ job, index }) => STALE.test(job.results[index] ?? ''))
    if (stale.length > 0) {
      await this.renew()
      for (const { job, index } of stale) job.results[index] = undefined
      await this.feedAll(stale)
    }
    if ((this.process?.fed ?? 0) > OLD_AGE) await this.renew()
  }

  private async feedAll(entries: readonly Entry[]): Promise<void> {
    let rest = entries
    /** How many of `rest` must be fed line by line, because one of them ended the tool. */
    let suspects = 0
    while (rest.length > 0) {
      const careful = suspects > 0
      const part = careful ? rest.slice(0, suspects) : rest
      const outcome = await this.current().feed(
        part.map((entry) => entry.line),
        careful,
      )
      part.slice(0, outcome.acknowledged).forEach((entry, index) => {
        entry.job.results[entry.index] = outcome.results[index]
      })
      rest = rest.slice(outcome.acknowledged)
      suspects = careful ? suspects - outcome.acknowledged : 0
      if (outcome.death === undefined) continue
      const reason = this.describe(outcome.death)
      if (outcome.death.signal !== null || HOPELESS.test(outcome.death.text)) {
        for (const entry of rest) entry.job.results[entry.index] = reason
        return
      }
      if (careful || outcome.death.suspects - outcome.acknowledged === 1) {
        const [culprit] = rest
        if (culprit !== undefined) culprit.job.results[culprit.index] = reason
        rest = rest.slice(1)
        suspects = Math.max(0, suspects - 1)
      } else {
        suspects = outcome.death.suspects - outcome.acknowledged
      }
    }
  }

  private async renew(): Promise<void> {
    this.renewWanted = false
    const { process } = this
    this.process = undefined
    await process?.close()
  }

  private current(): ToolProcess {
    if (this.process?.alive !== true) {
      const { tool, netns } = this.options
      this.process = new ToolProcess(tool, [...(netns === undefined ? [] : ['-n', netns]), '-force', '-batch', '-'])
    }
    return this.process
  }

  private describe({ text, signal }: NonNullable<FeedOutcome['death']>): string {
    const { tool } = this.options
    if (text.includes('ENOENT')) return missingTool(tool)
    if (signal !== null) return `${tool} was ended by ${signal} before it acknowledged this line`
    return text === '' ? `${tool} ended without a word` : text
  }
}

import { mkdir, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { FeedSnapshot, Logger } from '@netloom/core'
import { headerLine, parseJournal, recordLine } from './journal-lines.ts'
import type { Journal, JournalRecord } from './journal.ts'

/** Appended characters below which a compaction is never worth it. */
const SMALLEST_COMPACTION = 64 * 1024
/** Milliseconds until a disk that refused is tried again. */
const PAUSE_AFTER_FAILURE = 10_000

/**
 * A journal as JSON lines in `<directory>/view.jsonl`, mode 0600. Appends; once the appended part outgrows the view, a new file
 * takes the old one's place by rename. A disk that is full or read-only costs a warning: the agent goes on without, and
 * begins a new file when the disk takes one again.
 */
export class FileJournal implements Journal {
  private readonly path: string
  private waiting: JournalRecord[] = []
  private work: Promise<void> | undefined
  private whole: () => Iterable<FeedSnapshot> = () => []
  private file: FileHandle | undefined
  private appended = 0
  private limit = 0
  private retryAt = 0

  constructor(
    private readonly directory: string,
    private readonly host: string,
    private readonly logger: Logger,
  ) {
    this.path = join(directory, 'view.jsonl')
  }

  async load(): Promise<readonly JournalRecord[]> {
    try {
      return parseJournal(await readFile(this.path, 'utf8'), this.host)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.logger.warn({ err: error, path: this.path }, 'the journal cannot be read; starting without it')
      }
      return []
    }
  }

  append(record: JournalRecord, whole: () => Iterable<FeedSnapshot>): void {
    this.waiting.push(record)
    this.whole = whole
    this.work ??= this.drain()
  }

  async flushed(): Promise<void> {
    while (this.work !== undefined) await this.work
  }

  async close(): Promise<void> {
    await this.flushed()
    await this.file?.close().catch(() => undefined)
    this.file = undefined
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const lines = this.waiting.map(recordLine).join('')
      this.waiting = []
      try {
        await this.write(lines)
      } catch (error) {
        this.giveUp(error)
      }
    }
    this.work = undefined
  }

  private async write(lines: string): Promise<void> {
    if (performance.now() < this.retryAt) return
    // The whole view already holds what the lines say.
    if (this.file === undefined || this.appended + lines.length > this.limit) {
      await this.compact()
      return
    }
    this.appended += lines.length
    await this.file.appendFile(lines)
  }

  private async compact(): Promise<void> {
    await this.file?.close().catch(() => undefined)
    this.file = undefined
    await mkdir(this.directory, { recursive: true, mode: 0o711 })
    const next = `${this.path}.next`
    const file = await open(next, 'w', 0o600)
    try {
      const texts = [headerLine(this.host), ...[...this.whole()].map(recordLine)]
      const size = texts.reduce((sum, text) => sum + text.length, 0)
      for (const text of texts) await file.appendFile(text)
      // Without it, a power cut may leave the new name on an empty file.
      await file.datasync()
      await rename(next, this.path)
      this.file = file
      this.appended = 0
      this.limit = Math.max(SMALLEST_COMPACTION, 2 * size)
      this.retryAt = 0
    } catch (error) {
      await file.close().catch(() => undefined)
      await rm(next, { force: true }).catch(() => undefined)
      throw error
    }
  }

  private giveUp(error: unknown): void {
    if (this.retryAt === 0)
      this.logger.warn({ err: error, path: this.path }, 'the journal cannot be written; going on without')
    this.retryAt = performance.now() + PAUSE_AFTER_FAILURE
    void this.file?.close().catch(() => undefined)
    this.file = undefined
  }
}

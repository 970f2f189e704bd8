import type { ChangeLog, LoggedChange } from '@netloom/core/store'

/** Changes read at once; within a page each topic's changes become one event. */
const PAGE = 1_000

/** Reads the log once, for all watchers. */
export class Tail {
  /** Undefined = nobody cares; the next reader begins at the head. */
  private position: number | undefined

  constructor(private readonly log: ChangeLog) {}

  get reached(): number | undefined {
    return this.position
  }

  /** What was committed since the last call. `lost` is called first when some of it has been trimmed already. */
  async *pages(lost: () => void): AsyncGenerator<readonly LoggedChange[]> {
    // Before any snapshot of this turn is read, so that changes after the snapshot are read too.
    this.position ??= await this.log.head()
    for (let full = true; full;) {
      const page = await this.log.read(this.position, PAGE)
      // Positions mostly follow each other; only where they do not is it worth asking.
      const skipped = page[0]?.rev !== this.position + 1
      if (skipped && (await this.log.tail()) > this.position + 1) {
        lost()
        this.position = await this.log.head()
        return
      }
      this.position = page.at(-1)?.rev ?? this.position
      full = page.length === PAGE
      if (page.length > 0) yield page
    }
  }

  rest(): void {
    this.position = undefined
  }
}

import { Inbox, type Work } from './inbox.ts'

/** Runs turns one at a time, as long as there is work. No timers: the first event after a quiet time starts a turn at once. */
export class TurnLoop {
  readonly inbox: Inbox = new Inbox()
  private running: Promise<void> | undefined
  private stopped = false

  constructor(private readonly turn: (work: Work) => Promise<void>) {}

  get busy(): boolean {
    return this.running !== undefined
  }

  /** Notes work and sees to it that it is done. */
  wake(note: (inbox: Inbox) => void): void {
    if (this.stopped) return
    note(this.inbox)
    if (!this.inbox.empty) this.running ??= this.run()
  }

  /** Resolves when no turn runs and none is due. */
  async idle(): Promise<void> {
    while (this.running !== undefined) await this.running
  }

  /** Lets the turn that runs end; starts no other one. */
  async stop(): Promise<void> {
    this.stopped = true
    await this.idle()
  }

  private async run(): Promise<void> {
    // Events of the same moment belong into the same turn.
    await Promise.resolve()
    while (!this.inbox.empty && !this.stopped) await this.turn(this.inbox.take())
    this.running = undefined
  }
}

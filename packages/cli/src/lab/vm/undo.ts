/** What has been done so far, to be taken back in reverse when the rest fails. */
export class Undo {
  private readonly steps: (() => Promise<unknown>)[] = []

  add(step: () => Promise<unknown>): void {
    this.steps.push(step)
  }

  /** Takes all back; a step that fails does not keep the others from being tried. */
  async run(): Promise<void> {
    for (const step of this.steps.splice(0).reverse()) await step().catch(() => undefined)
  }
}

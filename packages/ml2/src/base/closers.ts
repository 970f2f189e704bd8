/** What has been opened, to be closed in reverse. */
export class Closers {
  #steps: (() => void | Promise<void>)[] = []
  #closing: Promise<void> | undefined

  add(step: () => void | Promise<void>): void {
    this.#steps.push(step)
  }

  /** Once, however often it is asked for. A step that fails keeps no other from being taken. @throws what the first of them threw */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const faults: unknown[] = []
    for (const step of this.#steps.reverse()) {
      try {
        await step()
      } catch (error) {
        faults.push(error)
      }
    }
    if (faults.length > 0) throw faults[0]
  }
}

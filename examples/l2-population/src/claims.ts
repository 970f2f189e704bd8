import { paint } from './paint.ts'

/** What the demo promises. Every sentence is checked against the kernel or the wire when it is said; none is only printed. */
export class Claims {
  #held = 0
  readonly #failed: string[] = []

  /** Prints `text` with a tick or a cross; `evidence` says what was seen when it does not hold. */
  check(text: string, holds: boolean, evidence = ''): void {
    if (holds) this.#held += 1
    else this.#failed.push(text)
    const mark = holds ? paint('green', '✔') : paint('red', '✘')
    const why = holds || evidence === '' ? '' : paint('red', `  (seen: ${evidence})`)
    console.log(`  ${mark} ${text}${why}`)
  }

  /** Prints the balance; the exit code of the demo. */
  close(): number {
    if (this.#failed.length === 0) {
      console.log(paint(['bold', 'green'], `\nAll ${String(this.#held)} claims hold.`))
      return 0
    }
    console.log(paint(['bold', 'red'], `\n${String(this.#failed.length)} claims do not hold:`))
    for (const text of this.#failed) console.log(`  ✘ ${text}`)
    return 1
  }
}

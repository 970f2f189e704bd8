/** A failed line: its number since the tool started, and what the tool said about it. */
export interface FailedLine {
  readonly number: number
  readonly text: string
}

const FAILED = /^Command failed -:(\d+)$/

/** Cuts the standard error of `ip -force -batch -` into failed lines. Pure but for what it holds back of an unfinished line. */
export class StderrParser {
  private pending = ''
  private said: string[] = []

  push(chunk: string): readonly FailedLine[] {
    const failed: FailedLine[] = []
    const lines = (this.pending + chunk).split('\n')
    this.pending = lines.pop() ?? ''
    for (const line of lines) {
      const match = FAILED.exec(line)
      if (match !== null) {
        failed.push({ number: Number(match[1]), text: this.said.join('; ') })
        this.said = []
      } else if (line.trim() !== '') {
        this.said.push(line.trim())
      }
    }
    return failed
  }

  /** What was said since the last failed line, as one line: the last words of a tool that has ended. */
  take(): string {
    const text = [...this.said, this.pending.trim()].filter((line) => line !== '').join('; ')
    this.said = []
    this.pending = ''
    return text
  }
}

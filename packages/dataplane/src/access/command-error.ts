/** A command that was run once and failed. One line: what it said. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code = 'CommandFailed'
  constructor(
    readonly command: readonly string[],
    /** null = it did not end by itself, or could not be started. */
    readonly exitCode: number | null,
    readonly stderr: string,
    options?: ErrorOptions,
  ) {
    super(`${command.join(' ')}: ${stderr.trim().split('\n').join('; ') || `exit status ${String(exitCode)}`}`, options)
  }
}

/** Says on stderr why a command failed: line by line, or as one JSON object with `--json`. */
export function printError(message: string, exitCode: number, json: boolean): void {
  if (json) {
    process.stderr.write(`${JSON.stringify({ error: { message, exitCode } })}\n`)
    return
  }
  for (const line of message.split('\n')) process.stderr.write(`netloom: ${line}\n`)
}

/** What went wrong, with the remedy where somebody may not do what root may. */
export function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const { code, syscall } = error as { readonly code?: unknown; readonly syscall?: unknown }
  const isRefused = (code === 'EACCES' || code === 'EPERM') && syscall !== undefined && process.geteuid?.() !== 0
  return isRefused ? `${message}; what runs as root is seen by root: run it with sudo` : message
}

/** Prints `value` as JSON with `--json`, else what `describe` makes of it. */
export function print<T>(value: T, json: boolean, describe: (value: T) => string): void {
  const text = json ? JSON.stringify(value, undefined, 2) : describe(value)
  if (text !== '') process.stdout.write(`${text}\n`)
}

/** Aligns rows under their heads. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

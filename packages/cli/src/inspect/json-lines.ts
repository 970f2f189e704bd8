import type { Readable } from 'node:stream'

/** Calls `receive` for each line of `stream` that is JSON; a line that is not, or is too long, goes to `refuse`. */
export function readJsonLines(
  stream: Readable,
  receive: (value: unknown) => void,
  refuse: (reason: string) => void,
  longest: number = 64 * 1024 * 1024,
): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      let value: unknown
      try {
        value = JSON.parse(line)
      } catch {
        refuse('not a line of JSON')
        return
      }
      receive(value)
    }
    if (rest.length > longest) refuse('line too long')
  })
}

import { connect } from 'node:net'

/** Milliseconds until a haproxy that does not answer is given up. */
const PATIENCE = 3_000
const PROMPT = '\n> '

/** Says what to ask next, by what has been answered so far; undefined = nothing more. */
type NextCommand = (answers: readonly string[]) => string | undefined

/**
 * Gives commands to a running haproxy over its socket, all over one connection, and returns what it said to each.
 * @throws {Error} when nobody listens, or does not answer in time
 */
export const runtimeCommands = (socket: string, commands: readonly string[]): Promise<readonly string[]> =>
  runtimeDialogue(socket, ({ length }) => commands[length])

/** The same, where what is asked depends on what was answered. */
export function runtimeDialogue(socket: string, next: NextCommand): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const answers: string[] = []
    let text = ''
    let asked = false
    let isDone = false
    const connection = connect(socket)
    connection.setEncoding('utf8')
    connection.setTimeout(PATIENCE, () => {
      connection.destroy(new Error(`haproxy does not answer at ${socket}`))
    })
    const advance = (): void => {
      const command = next(answers)
      isDone = command === undefined
      if (command === undefined) {
        connection.end('quit\n')
        resolve(answers)
      } else connection.write(`${oneLine(command)}\n`)
    }
    connection.on('data', (piece: string) => {
      text += piece
      // With the line before it, which may be empty.
      const at = `\n${text}`.indexOf(PROMPT)
      if (at < 0) return
      if (asked) answers.push(text.slice(0, Math.max(0, at - 1)).trim())
      asked = true
      text = ''
      try {
        advance()
      } catch (error) {
        connection.destroy(error instanceof Error ? error : new Error(String(error)))
      }
    })
    connection.on('error', reject)
    connection.on('close', () => {
      if (!isDone) reject(new Error(`haproxy closed ${socket}`))
    })
    connection.write('prompt\n')
  })
}

/** A line end would be another command. */
function oneLine(command: string): string {
  if (/[\n\r\0;\\]/.test(command)) throw new Error(`${JSON.stringify(command)} is no command of haproxy`)
  return command
}

import { connect } from 'node:net'

/** Milliseconds until a haproxy that does not answer is given up. */
const PATIENCE = 3_000
const PROMPT = '\n> '

/**
 * Gives commands to a running haproxy over its socket, all over one connection, and returns what it said to each.
 * @throws {Error} when nobody listens, or does not answer in time
 */
export function runtimeCommands(socket: string, commands: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const answers: string[] = []
    let text = ''
    let next = -1
    const connection = connect(socket)
    connection.setEncoding('utf8')
    connection.setTimeout(PATIENCE, () => {
      connection.destroy(new Error(`haproxy does not answer at ${socket}`))
    })
    const advance = (): void => {
      next += 1
      const command = commands[next]
      if (command === undefined) {
        connection.end('quit\n')
        resolve(answers)
      } else connection.write(`${oneLine(command)}\n`)
    }
    connection.on('data', (piece: string) => {
      // Matched with the line before it, which may be empty.
      text += piece
      const at = `\n${text}`.indexOf(PROMPT)
      if (at < 0) return
      if (next >= 0) answers.push(text.slice(0, Math.max(0, at - 1)).trim())
      text = ''
      advance()
    })
    connection.on('error', reject)
    connection.on('close', () => {
      if (next < commands.length) reject(new Error(`haproxy closed ${socket}`))
    })
    connection.write('prompt\n')
  })
}

/** A line end would be another command. */
function oneLine(command: string): string {
  if (/[\n\r\0;\\]/.test(command)) throw new Error(`${JSON.stringify(command)} is no command of haproxy`)
  return command
}

import { connect } from 'node:net'
import { Failure } from '../../base/failure.ts'

/** One command of `ovs-appctl`: its name and arguments. */
export type ControlCommand = readonly [string, ...string[]]

interface Reply {
  readonly id: number
  readonly error: string | null
}

/** Gives commands to a daemon of Open vSwitch on its control socket, all on one connection. @throws {Failure} for the first it refuses */
export function control(socketPath: string, commands: readonly ControlCommand[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (problem: string): void => {
      socket.destroy()
      reject(new Failure(`${socketPath}: ${problem}`))
    }
    const socket = connect(socketPath, () => {
      for (const [id, [method, ...params]] of commands.entries()) socket.write(JSON.stringify({ id, method, params }))
    })
    let text = ''
    socket.setEncoding('utf8')
    socket.on('error', (error) => {
      fail(error.message)
    })
    socket.on('close', () => {
      fail('closed the connection')
    })
    socket.on('data', (chunk: string) => {
      text += chunk
      const replies = readReplies(text)
      const refused = replies.find(({ error }) => error !== null)
      if (refused !== undefined) fail(`${commands[refused.id]?.join(' ') ?? ''}: ${refused.error ?? ''}`)
      if (replies.length < commands.length) return
      socket.destroy()
      resolve()
    })
  })
}

/** Replies follow each other without anything between; half of one may have come. */
function readReplies(text: string): readonly Reply[] {
  const lines = text.replaceAll('}{', '}\n{').split('\n')
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Reply]
    } catch {
      return []
    }
  })
}

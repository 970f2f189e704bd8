import { connect, type Socket } from 'node:net'

/** Everything a server says on one connection until it hangs up, or until `quiet` milliseconds pass without a word. */
export async function talk(port: number, say: string | ((socket: Socket) => void), quiet = 3_000): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => (heard += text))
  // being cut off is one of the answers
  socket.on('error', () => undefined)
  socket.setTimeout(quiet, () => socket.destroy())
  socket.on('connect', () => {
    if (typeof say === 'string') socket.write(say)
    else say(socket)
  })
  await new Promise((resolve) => socket.on('close', resolve))
  return heard
}

/** Status codes of the answers in what was heard, in order. */
export function statuses(heard: string): readonly number[] {
  return [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
}

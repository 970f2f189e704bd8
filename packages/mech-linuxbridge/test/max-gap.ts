import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const PORT = 5000
const SERVER = `require('net').createServer((s) => s.on('error', () => {}).pipe(s)).listen(${String(PORT)}, () => console.log('ready'))`
/** A number each millisecond over one connection; at the end, what came back and the longest time nothing did. */
const CLIENT = `
const socket = require('net').connect({ host: process.argv[1], port: ${String(PORT)}, noDelay: true }, () => console.log('ready'))
let sent = 0, back = '', last = performance.now(), longest = 0
const sending = setInterval(() => socket.write(String(sent++) + '\\n'), 1)
socket.on('data', (chunk) => { back += chunk; const now = performance.now(); longest = Math.max(longest, now - last); last = now })
socket.on('error', (error) => { console.log(JSON.stringify({ error: error.message })); process.exit() })
process.stdin.on('data', () => {
  clearInterval(sending)
  setTimeout(() => {
    const all = back.split('\\n').length - 1
    console.log(JSON.stringify({ lost: sent - all, longest: Math.max(longest, sent > all ? performance.now() - last : 0), sent }))
    process.exit()
  }, 300)
})`

export interface Conversation {
  /** Numbers sent and not returned, and the longest time without one, in milliseconds. */
  stop(): Promise<{ readonly sent: number; readonly lost: number; readonly longest: number; readonly error?: string }>
}

/** One TCP connection between two namespaces, spoken on all the time. */
export async function converse(from: string, to: string, address: string): Promise<Conversation> {
  const server = await started(to, SERVER)
  const client = await started(from, CLIENT, address)
  return {
    stop: async () => {
      const lines = createInterface(client.stdout)
      const said = once(lines, 'line')
      client.stdin.write('\n')
      const [line] = (await said) as [string]
      server.kill('SIGKILL')
      return JSON.parse(line) as Awaited<ReturnType<Conversation['stop']>>
    },
  }
}

async function started(netns: string, script: string, ...args: string[]): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn('ip', ['netns', 'exec', netns, process.execPath, '-e', script, ...args])
  await once(child.stdout, 'data')
  return child
}

// A client that asks over the same connections again and again, and never retries. Prints what became of it once it is told to end.
import { connect } from 'node:net'

const [host, port, connections = '4', perSecond = '500', path = '/'] = process.argv.slice(2)
const REQUEST = `GET ${path} HTTP/1.1\r\nHost: vip\r\n\r\n`
const result = { answered: 0, failed: 0, reasons: {}, names: {}, longest: 0, connections: 0 }
let ended = false

const fail = (reason) => {
  if (ended) return
  result.failed += 1
  result.reasons[reason] = (result.reasons[reason] ?? 0) + 1
}

/** One request after the other over one connection; a new one only when an answer said that it was the last. */
function run() {
  if (ended) return
  const socket = connect(Number(port), host)
  result.connections += 1
  let buffer = ''
  let sent
  const ask = () => {
    if (ended) return socket.end()
    sent = performance.now()
    socket.write(REQUEST)
  }
  socket.setNoDelay(true)
  socket.on('connect', ask)
  socket.on('error', (error) => {
    if (sent !== undefined || socket.connecting) fail(error.code ?? error.message)
  })
  socket.on('close', () => {
    if (sent !== undefined) fail('closed without an answer')
    setTimeout(run, 1)
  })
  socket.on('data', (piece) => {
    buffer += piece.toString('latin1')
    const end = buffer.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = buffer.slice(0, end)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (buffer.length < end + 4 + length) return
    const body = buffer.slice(end + 4, end + 4 + length)
    buffer = ''
    const took = performance.now() - sent
    sent = undefined
    result.longest = Math.max(result.longest, took)
    if (!head.startsWith('HTTP/1.1 200')) fail(head.split('\r\n')[0])
    else {
      result.answered += 1
      result.names[body] = (result.names[body] ?? 0) + 1
    }
    if (/connection: close/i.test(head)) socket.end()
    else setTimeout(ask, (1000 * Number(connections)) / Number(perSecond))
  })
}

for (let index = 0; index < Number(connections); index += 1) run()
process.stdin.on('data', () => {
  ended = true
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit())
})

// Opens connections and holds them: node open-connections.cjs PORT COUNT. Says when all are open, ends with its input.
const { connect } = require('node:net')

const [, , port, count] = process.argv.map(Number)
let open = 0
let failed = 0
let next = 0

function openOne() {
  if (next >= count) return
  const loris = next % 2 === 0
  next += 1
  const socket = connect(port, '127.0.0.1')
  const settle = () => {
    if (open + failed === count) process.stdout.write(`${open} ${failed}\n`)
    openOne()
  }
  socket.once('connect', () => {
    open += 1
    // half of them begin a request that they never finish
    if (loris) socket.write('GET /v2.0/networks HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    settle()
  })
  socket.on('error', () => {
    if (!socket.connecting && socket.pending === false) return
    failed += 1
    settle()
  })
}

for (let n = 0; n < 200; n += 1) openOne()
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))

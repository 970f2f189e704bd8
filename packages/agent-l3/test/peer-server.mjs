// Tells who asks, and whom: `<address of the client> <own address>`.
import { createServer } from 'node:net'
const server = createServer((socket) => {
  socket.on('error', () => undefined)
  socket.end(`${socket.remoteAddress} ${socket.localAddress}\n`)
})
server.listen(Number(process.argv[2]), '0.0.0.0', () => process.stdout.write('listening\n'))

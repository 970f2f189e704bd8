// A server as services start them: it goes into the background once it listens, and writes `<folder>/pid`. It answers every
// connection with `<folder>/text`, read at the start and on SIGHUP. Arguments: folder, address, port.
import { fork } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

const [folder, host, port] = process.argv.slice(2)
const read = () => readFileSync(join(folder, 'text'), 'utf8')

if (process.send === undefined) {
  const child = fork(import.meta.filename, process.argv.slice(2), {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  child.once('message', () => process.exit(0))
  child.once('exit', () => process.exit(1))
} else {
  let text = read()
  process.on('SIGHUP', () => {
    text = read()
  })
  createServer((socket) => socket.end(text)).listen(Number(port), host, () => {
    writeFileSync(join(folder, 'pid'), `${process.pid}\n`)
    process.send('ready', () => process.disconnect())
  })
}

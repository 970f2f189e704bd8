// Sends the requests of the cost test from a process of its own, while a thread of its own asks /healthz without a pause:
// node cost-client.cjs PORT. Over IPC: { method, path, file } -> { status, milliseconds, health, body }.
const { readFileSync } = require('node:fs')
const { Agent, request } = require('node:http')
const { Worker, isMainThread, workerData } = require('node:worker_threads')

const agent = new Agent({ keepAlive: true, maxSockets: 1 })

function ask(port, { method, path, file }) {
  return new Promise((resolve, reject) => {
    const body = file === undefined ? undefined : readFileSync(file)
    const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length }
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent }, (answer) => {
      let bytes = 0
      let start = ''
      answer.on('data', (piece) => {
        bytes += piece.length
        if (start.length < 300) start += piece.toString()
      })
      answer.on('end', () => resolve({ status: answer.statusCode, bytes, start: start.slice(0, 300) }))
      answer.on('error', reject)
    })
    // an answer may come before all of the body was taken
    sent.on('error', (error) => resolve({ status: 0, bytes: 0, start: String(error) }))
    sent.end(body)
  })
}

if (isMainThread) {
  const port = Number(process.argv[2])
  const shared = new SharedArrayBuffer(16)
  const longest = new Float64Array(shared)
  const prober = new Worker(__filename, { workerData: { port, shared } })
  prober.unref()
  process.on('message', async (job) => {
    longest[0] = 0
    const started = performance.now()
    const answer = await ask(port, job)
    const milliseconds = performance.now() - started
    // a probe that was held up by the end of the request is still on its way
    for (const before = longest[1]; longest[1] === before;) await new Promise((resolve) => setTimeout(resolve, 1))
    process.send({ ...answer, milliseconds, health: longest[0] })
  })
  process.on('disconnect', () => process.exit(0))
  process.send('ready')
} else {
  const longest = new Float64Array(workerData.shared)
  const probe = async () => {
    for (;;) {
      const started = performance.now()
      await ask(workerData.port, { method: 'GET', path: '/healthz' })
      longest[0] = Math.max(longest[0], performance.now() - started)
      longest[1] += 1
      await new Promise((resolve) => setTimeout(resolve, 3))
    }
  }
  void probe()
}

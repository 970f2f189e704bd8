// A member: answers every request with its name, after as many milliseconds as /slow/<ms> asks for.
import { createServer } from 'node:http'

const [name, ...ports] = process.argv.slice(2)
for (const port of ports) {
  const server = createServer((request, response) => {
    const wait = Number(/^\/slow\/(\d+)/.exec(request.url ?? '')?.[1] ?? 0)
    setTimeout(() => {
      response.setHeader('content-type', 'text/plain')
      response.end(request.url === '/headers' ? JSON.stringify(request.headers) : name)
    }, wait)
  })
  server.keepAliveTimeout = 600_000
  server.listen(Number(port), '0.0.0.0')
}
process.stdout.write('ready\n')

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Starts a private PostgreSQL for the tests of one run; `inject('postgresUrl')` is where it answers. */
export async function setup(project) {
  const script = fileURLToPath(new URL('private-postgres.mjs', import.meta.url))
  // It goes when its standard input ends: with this process, however that ends.
  const server = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const [line] = await Promise.race([firstLine(server.stdout), ended.then(() => ['{"error":"it ended"}'])])
  const { url, error } = JSON.parse(line)
  if (url === undefined) process.stderr.write(`tests on PostgreSQL are skipped, it does not start: ${error}\n`)
  project.provide('postgresUrl', url ?? '')
  return async () => {
    server.stdin.end()
    await ended
  }
}

async function firstLine(stream) {
  for await (const line of createInterface({ input: stream })) return [line]
  return ['{"error":"it said nothing"}']
}

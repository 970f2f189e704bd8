import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const SERVER = fileURLToPath(new URL('server-on-full-disk.mjs', import.meta.url))
/** The file system is in a mount namespace of the server's own, and goes with it. */
const MOUNTED = 'mount -t tmpfs -o size=8m none "$1" && exec "$2" "$3" "$1/store.db"'

let folder = ''
let server: ChildProcess
let url = ''
const log: string[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-full-disk-'))
  const command = ['--mount', '--propagation', 'private', 'sh', '-c', MOUNTED, 'sh', folder, process.execPath, SERVER]
  server = spawn('unshare', command, { stdio: ['ignore', 'pipe', 'inherit'] })
  if (server.stdout === null) throw new Error('no output')
  const lines = createInterface({ input: server.stdout })
  ;[url = ''] = (await once(lines, 'line')) as [string]
  lines.on('line', (line) => log.push(line))
})
afterEach(async () => {
  const gone = once(server, 'exit')
  server.kill('SIGKILL')
  await gone
  await rm(folder, { recursive: true })
})

/** On the server's own file system. */
const filler = (): string => `/proc/${String(server.pid)}/root${folder}/filler`

async function fill(): Promise<void> {
  for (const bytes of [65_536, 4_096]) {
    try {
      for (;;) await appendFile(filler(), Buffer.alloc(bytes))
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' })
    }
  }
}

async function create(): Promise<string> {
  const answer = await fetch(`${url}/v2.0/networks`, { method: 'POST', body: '{"network":{"name":"before"}}' })
  return ((await answer.json()) as { readonly network: { readonly id: string } }).network.id
}

async function rename(id: string, name: string): Promise<number> {
  const body = JSON.stringify({ network: { name } })
  return (await fetch(`${url}/v2.0/networks/${id}`, { method: 'PUT', body })).status
}

async function readyz(): Promise<readonly [number, unknown]> {
  const answer = await fetch(`${url}/readyz`)
  return [answer.status, await answer.json()]
}

it('a full disk is said once, by log and /readyz, and reads go on until there is room again', async () => {
  const id = await create()
  expect((await readyz())[0]).toBe(200)
  await fill()
  // What is left in the write-ahead log is written first.
  let status = 200
  for (let n = 0; n < 3_000 && status === 200; n += 1) status = await rename(id, String(n))
  expect(status).toBe(503)
  // One answer serves all who ask within half a second.
  await after(600)
  for (let round = 0; round < 6; round += 1) {
    expect(await readyz()).toEqual([
      503,
      {
        status: 'not ready',
        parts: { store: 'failed', feed: 'ok' },
        cause: 'The store is not available: the disk or the size limit of the database is full',
      },
    ])
    expect((await fetch(`${url}/v2.0/networks/${id}`)).status).toBe(200)
    expect(await rename(id, 'refused')).toBe(503)
    await after(500)
  }
  const began = {
    level: 'error',
    message: 'the store cannot be written; trying again until it can',
    cause: 'The store is not available: the disk or the size limit of the database is full',
  }
  expect(log.map((line) => JSON.parse(line) as unknown)).toEqual([began])
  await rm(filler())
  await vi.waitFor(async () => expect((await readyz())[0]).toBe(200), { timeout: 20_000, interval: 200 })
  expect(await rename(id, 'after')).toBe(200)
  expect(log.map((line) => JSON.parse(line) as unknown)).toEqual([
    began,
    { level: 'warn', message: 'the store can be written again' },
  ])
})

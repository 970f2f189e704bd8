import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdtemp, readFile, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../src/compose/free-port.ts'

const BIN = fileURLToPath(new URL('../bin/netloom.mjs', import.meta.url))
const started: ChildProcess[] = []
let directory = ''
let port = 0

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'netloom-log-'))
  port = await freePort('127.0.0.1', 0)
})
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    }
  }
  await rm(directory, { recursive: true, force: true })
})

const server = (): readonly string[] => [
  ...[process.execPath, BIN, 'server', '--listen', `127.0.0.1:${String(port)}`, '--auth', 'noauth'],
  ...['--store', join(directory, 'store.sqlite')],
]

function start([file = '', ...args]: readonly string[], stdio: StdioOptions): ChildProcess {
  // It leaves its tokens where it is called.
  const child = spawn(file, args, { cwd: directory, stdio, env: { ...process.env, NETLOOM_LOG: 'debug' } })
  started.push(child)
  return child
}

/** Each answered request is a line in the log. */
async function ask(times = 1): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/v2.0/networks`)
    expect(answer.status).toBe(200)
    await answer.text()
  }
}

async function ready(child: ChildProcess): Promise<void> {
  const isUp = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${String(port)}/healthz`).then(
      () => true,
      () => false,
    )
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`the controller ended with ${String(child.exitCode)}`)
    await sleep(20)
  }
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null

describe('a controller', () => {
  it('starts and answers when no line of its log can be written', async () => {
    const full = openSync('/dev/full', 'w')
    const child = start(server(), ['ignore', full, full])
    closeSync(full)
    await ready(child)
    await ask(200)
    expect(isRunning(child)).toBe(true)
  })

  it('goes on when whoever read its log is gone', async () => {
    const child = start(server(), ['ignore', 'pipe', 'pipe'])
    child.stderr?.resume()
    await ready(child)
    child.stdout?.destroy()
    child.stderr?.destroy()
    await ask(200)
    expect(isRunning(child)).toBe(true)
  })

  it('goes on when whoever should read its log does not', async () => {
    const child = start(server(), ['ignore', 'ignore', 'pipe'])
    await ready(child)
    // Twice what a pipe holds, and what the test keeps of it.
    await ask(600)
    expect(isRunning(child)).toBe(true)
  })

  it('goes on when its log file is removed', async () => {
    const log = join(directory, 'log')
    const file = openSync(log, 'a')
    const child = start(server(), ['ignore', 'ignore', file])
    closeSync(file)
    await ready(child)
    await unlink(log)
    await ask(50)
    expect(isRunning(child)).toBe(true)
  })

  it('goes on while the disk of its log is full, then says how many lines are missing', async () => {
    const disk = join(directory, 'disk')
    const script = [
      `mkdir ${disk} && mount -t tmpfs -o size=64k netloom-test ${disk}`,
      `head -c 48k /dev/zero > ${disk}/filler`,
      'exec "$@" 2>> ' + join(disk, 'log'),
    ].join('\n')
    const child = start(['unshare', '--mount', 'sh', '-ec', script, 'sh', ...server()], ['ignore', 'ignore', 'inherit'])
    // Seen through the process, whose mount it is alone.
    const inside = (name: string): string => join('/proc', String(child.pid), 'root', disk, name)
    await ready(child)
    await ask(300)
    const before = await readFile(inside('log'), 'utf8')
    expect(before.length).toBeLessThanOrEqual(16 * 1024)
    await unlink(inside('filler'))
    await ask()
    const linesAfter = async (): Promise<readonly { readonly lost?: number }[]> => {
      const added = (await readFile(inside('log'), 'utf8')).slice(before.length).split('\n')
      return added.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as { lost?: number })
    }
    // The line of a request is written when its answer is on its way already.
    await expect.poll(async () => (await linesAfter()).length, { timeout: 10_000 }).toBeGreaterThan(1)
    const [told, ...rest] = await linesAfter()
    expect(told).toMatchObject({ level: 40, reason: 'ENOSPC' })
    expect(told?.lost).toBeGreaterThan(200)
    expect(rest.length).toBeGreaterThan(0)
    expect(isRunning(child)).toBe(true)
  })
})

it('an agent goes on when no line of its log can be written', async () => {
  const full = openSync('/dev/full', 'w')
  const args = ['agent', '--role', 'dhcp', '--host', 'host1', '--controller', `ws://127.0.0.1:${String(port)}/agent`]
  const socket = join(directory, 'agent.sock')
  const child = start([process.execPath, BIN, ...args, '--inspection-socket', socket], ['ignore', full, full])
  closeSync(full)
  // It tells of each try to reach a controller.
  await sleep(4_000)
  expect(isRunning(child)).toBe(true)
})

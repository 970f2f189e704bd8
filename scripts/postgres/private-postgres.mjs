// A PostgreSQL of one's own: `node scripts/postgres/private-postgres.mjs`. It lives in a temporary folder, is reached through a
// Unix socket there and nowhere else, and writes through to the disk as a real one. Prints {"url": …} when it answers.
// Lines on standard input: `restart` (prints {"restarted": true}), `kill` (the server crashes and recovers), `down` and `up` (its two
// halves; print as it does), `pause`, `resume`.
// It goes, and takes its data along, when standard input ends: so also when whoever started it is killed.
import { spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { postgresBinaries } from './binaries.mjs'

const PREFIX = 'netloom-postgres-'
const SETTINGS = {
  listen_addresses: '',
  fsync: 'on',
  synchronous_commit: 'on',
  max_connections: '500',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  logging_collector: 'off',
  log_min_messages: 'fatal',
}

const binaries = postgresBinaries()
if (binaries === undefined) fail('no PostgreSQL server is installed (Debian: postgresql)')
reapLeftovers()

const folder = mkdtempSync(join(tmpdir(), PREFIX))
const data = join(folder, 'data')
const user = unprivileged()
process.on('exit', remove)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
writeFileSync(join(folder, 'keeper'), String(process.pid))
mkdirSync(data)
if (user.uid !== undefined) for (const path of [folder, data]) chownSync(path, user.uid, user.gid)

// C.UTF-8 sorts by bytes: a database of another locale is a test of its own.
const made = spawnSync(
  join(binaries, 'initdb'),
  ['-D', data, '-U', 'netloom', '-A', 'trust', '-E', 'UTF8', '--locale', 'C.UTF-8', '-N'],
  {
    ...user,
    encoding: 'utf8',
    cwd: folder,
  },
)
if (made.status !== 0) fail(`initdb: ${made.stderr}`)

let server
let stopping = false
await start()
say({ url: `postgres:///postgres?host=${folder}&user=netloom`, folder })

const COMMANDS = {
  restart: async () => {
    await ended('SIGINT')
    await start()
    say({ restarted: true })
  },
  kill: async () => {
    await ended('SIGQUIT')
    await start()
    say({ restarted: true })
  },
  down: async () => {
    await ended('SIGINT')
    say({ restarted: false })
  },
  up: async () => {
    await start()
    say({ restarted: true })
  },
  pause: () => server.kill('SIGSTOP'),
  resume: () => server.kill('SIGCONT'),
}
for await (const line of createInterface({ input: process.stdin })) await COMMANDS[line]?.()
await stop()

async function start() {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const args = ['-D', data, '-k', folder, ...settings]
  // A process group of its own: Ctrl-C is for the tests, which then end this script.
  server = spawn(join(binaries, 'postgres'), args, { ...user, detached: true, cwd: folder, stdio: 'ignore' })
  server.once('exit', (code) => {
    if (!stopping && !server.expected) fail(`the server ended by itself (${code})`)
  })
  for (let tries = 0; tries < 400; tries += 1) {
    const ready = spawnSync(join(binaries, 'pg_isready'), ['-q', '-h', folder, '-U', 'netloom', '-d', 'postgres'], {
      timeout: 2_000,
    })
    if (ready.status === 0) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  fail('the server does not answer')
}

function ended(signal) {
  server.expected = true
  const over = new Promise((resolve) => server.once('exit', resolve))
  server.kill(signal)
  return over
}

async function stop() {
  if (stopping) return
  stopping = true
  // Nobody will read these data again: at once, without a checkpoint.
  if (server?.exitCode === null) await ended('SIGQUIT')
  process.exit()
}

function remove() {
  if (server?.exitCode === null && server.signalCode === null) server.kill('SIGQUIT')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** PostgreSQL refuses to run as root. */
function unprivileged() {
  if (process.getuid() !== 0) return {}
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const entry = entries.find(([name]) => name === 'postgres') ?? entries.find(([name]) => name === 'nobody')
  return { uid: Number(entry[2]), gid: Number(entry[3]) }
}

/** What scripts left behind that were killed themselves. */
function reapLeftovers() {
  for (const name of readdirSync(tmpdir())) {
    const left = join(tmpdir(), name)
    if (
      !name.startsWith(PREFIX) ||
      !existsSync(join(left, 'keeper')) ||
      isKeeper(readFileSync(join(left, 'keeper'), 'utf8'))
    )
      continue
    const postmaster = join(left, 'data', 'postmaster.pid')
    if (existsSync(postmaster)) {
      const pid = Number(readFileSync(postmaster, 'utf8').split('\n')[0])
      if (commandLine(pid).includes(left)) process.kill(pid, 'SIGQUIT')
    }
    rmSync(left, { recursive: true, force: true, maxRetries: 5 })
  }
}

function isKeeper(pid) {
  return commandLine(pid).includes('private-postgres')
}

function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

function fail(reason) {
  say({ error: reason })
  process.exit(1)
}

import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const NAMESPACES = '/var/run/netns'
/** Milliseconds that a server has to end by itself. */
const PATIENCE = 1_000

/** A process that is, beyond doubt, the one that a pid file of ours means: its command line says so. */
export interface ServerProcess {
  readonly pid: number
  readonly arguments: readonly string[]
}

/** How to know one again: where it writes its pid, what its program is called, and a word of its command line that is its alone. */
export interface ServerMark {
  readonly pidFile: string
  readonly program: string
  readonly word: string
}

/** The dnsmasq whose files are in `folder`. */
export const dnsmasqIn = (folder: string): ServerMark => {
  const pidFile = join(folder, 'pid')
  return { pidFile, program: 'dnsmasq', word: `--pid-file=${pidFile}` }
}

/** Whoever the pid file names, if it is that one. */
export async function findServer(mark: ServerMark): Promise<ServerProcess | undefined> {
  const pid = Number((await readFile(mark.pidFile, 'utf8').catch(() => '')).trim())
  if (!Number.isInteger(pid) || pid <= 1) return undefined
  return serverWith(pid, mark)
}

async function serverWith(pid: number, { program, word }: ServerMark): Promise<ServerProcess | undefined> {
  try {
    const line = (await readFile(`/proc/${String(pid)}/cmdline`, 'utf8')).split('\0').slice(0, -1)
    const isOurs = line.includes(word) && basename(line[0] ?? '') === program
    return isOurs ? { pid, arguments: line } : undefined
  } catch {
    return undefined
  }
}

/** Whether a process lives in the namespace that now has this name. One that has ended, or waits to be reaped, lives in none. */
export function livesIn(pid: number, namespace: string): boolean {
  try {
    const [own, named] = [statSync(`/proc/${String(pid)}/ns/net`), statSync(join(NAMESPACES, namespace))]
    // Of the same file system, too: a file that only has the name has a number of its own.
    return own.ino === named.ino && own.dev === named.dev
  } catch {
    return false
  }
}

export function tellToRead({ pid }: ServerProcess): void {
  process.kill(pid, 'SIGHUP')
}

/** A process that exits loses its command line first and its sockets later: only then may another take its place. */
async function hasEnded(pid: number): Promise<boolean> {
  const line = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => '')
  // Its state stands after the name, which is in brackets; a zombie has given everything back.
  return line === '' || /^[ZX]/.test(line.slice(line.lastIndexOf(')') + 2))
}

/** Ends whoever it is, if anybody; resolves when it is gone. Looks again before each signal: a pid may be somebody else's by now. */
export async function endServer(mark: ServerMark): Promise<void> {
  const server = await findServer(mark)
  if (server === undefined) return
  const { pid } = server
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if ((await serverWith(pid, mark)) === undefined) return
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    const until = performance.now() + PATIENCE
    while (performance.now() < until) {
      if (await hasEnded(pid)) return
      await sleep(5)
    }
  }
}

import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readText } from './network-folder.ts'

const NAMESPACES = '/var/run/netns'
/** Milliseconds that a server has to end by itself. */
const PATIENCE = 1_000

/** A process that is, beyond doubt, the dnsmasq of one network: its command line names that network's pid file. */
export interface ServerProcess {
  readonly pid: number
  readonly arguments: readonly string[]
}

/** Whoever the pid file in `folder` names, if it is that one. */
export async function findServer(folder: string): Promise<ServerProcess | undefined> {
  const pid = Number((await readText(folder, 'pid'))?.trim())
  if (!Number.isInteger(pid) || pid <= 1) return undefined
  return serverWith(pid, folder)
}

async function serverWith(pid: number, folder: string): Promise<ServerProcess | undefined> {
  try {
    const line = (await readFile(`/proc/${String(pid)}/cmdline`, 'utf8')).split('\0').slice(0, -1)
    const isOurs = line.includes(`--pid-file=${join(folder, 'pid')}`) && /(^|\/)dnsmasq$/.test(line[0] ?? '')
    return isOurs ? { pid, arguments: line } : undefined
  } catch {
    return undefined
  }
}

/** Whether it lives in the namespace that now has this name. */
export async function livesIn({ pid }: ServerProcess, namespace: string): Promise<boolean> {
  try {
    const [own, named] = await Promise.all([stat(`/proc/${String(pid)}/ns/net`), stat(join(NAMESPACES, namespace))])
    return own.ino === named.ino
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

/** Ends it; resolves when it is gone. Looks again before each signal: a pid may be somebody else's by now. */
export async function endServer(folder: string, { pid }: ServerProcess): Promise<void> {
  for (const [signal, patience] of [
    ['SIGTERM', PATIENCE],
    ['SIGKILL', PATIENCE],
  ] as const) {
    if ((await serverWith(pid, folder)) === undefined) return
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    const until = Date.now() + patience
    while (Date.now() < until) {
      if (await hasEnded(pid)) return
      await sleep(5)
    }
  }
}

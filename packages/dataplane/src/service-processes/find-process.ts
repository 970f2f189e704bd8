import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { NAMESPACES } from '../service-namespaces/read-namespaces.ts'

/** A process that is, beyond doubt, the one that a pid file of ours means: its command line says so. */
export interface FoundProcess {
  readonly pid: number
  readonly arguments: readonly string[]
}

/** How to know a process again that outlived the agent. */
export interface ProcessMark {
  /** Where it writes its pid. */
  readonly pidFile: string
  /** What its program is called. */
  readonly program: string
  /** An argument that no other process has. */
  readonly word: string
}

/** Whoever the pid file names, if it is that one. */
export async function findProcess(mark: ProcessMark): Promise<FoundProcess | undefined> {
  // Its first line: some programs write over what a longer pid has left (radvd).
  const [line = ''] = (await readFile(mark.pidFile, 'utf8').catch(() => '')).split('\n', 1)
  const pid = Number(line.trim())
  if (!Number.isInteger(pid) || pid <= 1) return undefined
  return processWith(pid, mark)
}

/** The process of this id, if the mark fits: ids are used again. */
export async function processWith(pid: number, { program, word }: ProcessMark): Promise<FoundProcess | undefined> {
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

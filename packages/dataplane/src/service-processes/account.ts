import { readFileSync, statSync, type Stats } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** A user of this host, and its own group. */
export interface Account {
  readonly user: string
  readonly uid: number
  readonly group: string
  readonly gid: number
}

export const ROOT: Account = { user: 'root', uid: 0, group: 'root', gid: 0 }

const lines = (path: string): readonly (readonly string[])[] => {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
  } catch {
    return []
  }
}

/** By name or number; undefined = this host knows none, or not its group. */
export function accountOf(user: string): Account | undefined {
  const row = lines('/etc/passwd').find(([name, , uid]) => name === user || uid === user)
  if (row === undefined) return undefined
  const [name = '', , uid, gid = ''] = row
  const [group] = lines('/etc/group').find(([, , id]) => id === gid) ?? []
  return group === undefined ? undefined : { user: name, uid: Number(uid), group, gid: Number(gid) }
}

type Right = 'enter' | 'write'

function has({ mode, uid, gid }: Stats, account: Account, right: Right): boolean {
  if (account.uid === 0) return true
  const bit = right === 'enter' ? 1 : 2
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0
  return ((mode >> shift) & bit) !== 0
}

const statsOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false })

/** The first folder on the way to `path` that keeps an account out; what is not there yet keeps nobody out. */
export function barrier(path: string, account: Account): string | undefined {
  const folders: string[] = []
  for (let folder = dirname(resolve(path)); folder !== dirname(folder); folder = dirname(folder))
    folders.unshift(folder)
  return folders.find((folder) => {
    const stats = statsOf(folder)
    return stats !== undefined && !has(stats, account, 'enter')
  })
}

/** Whether an account may connect to a socket; to one that is not there yet, if it gets as far. */
export function mayConnect(socket: string, account: Account): boolean {
  if (barrier(socket, account) !== undefined) return false
  const stats = statsOf(socket)
  return stats === undefined || has(stats, account, 'write')
}

/** Who owns a file, if that is somebody whom the host knows. */
export function ownerOf(path: string): Account | undefined {
  const stats = statsOf(path)
  return stats === undefined ? undefined : accountOf(String(stats.uid))
}

/** Linux: chown, kill, setgid, setuid, and looking at the namespaces of other users' processes. */
const NEEDED = { CHOWN: 0n, KILL: 5n, SETGID: 6n, SETUID: 7n, SYS_PTRACE: 19n } as const

/** What this process lacks to look after a process of another user; without it, it would not know its own processes again. */
export function missingCapabilities(): readonly string[] {
  const status = lines('/proc/self/status').find(([name]) => name === 'CapEff')
  const effective = BigInt(`0x${status?.[1]?.trim() ?? '0'}`)
  return Object.entries(NEEDED).flatMap(([name, bit]) => (((effective >> bit) & 1n) === 1n ? [] : [name]))
}

import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

/** What one host holds of the kernel, as the kernel says: lists of names do not show what somebody keeps open. */
export interface Footprint {
  /** Links of the host's namespace. */
  readonly links: readonly string[]
  /** Other namespaces that the host's devices lead to, with a name or without. */
  readonly namespaceIds: number
  /** By program and its arguments, for each process that this one has started: how many descriptors it has open. */
  readonly descriptors: Readonly<Record<string, number>>
}

/** What the host in `netns` and the processes that this one keeps hold now. */
export function footprint(netns: string): Footprint {
  const run = (...args: string[]): string => execFileSync('ip', ['-n', netns, ...args], { encoding: 'utf8' })
  const links = JSON.parse(run('-j', 'link', 'show')) as readonly { readonly ifname: string }[]
  const ids = run('netns', 'list-id')
    .split('\n')
    .filter((line) => line.startsWith('nsid'))
  return { links: links.map(({ ifname }) => ifname).sort(), namespaceIds: ids.length, descriptors: descriptors() }
}

function descriptors(): Readonly<Record<string, number>> {
  const open: Record<string, number> = {}
  for (const pid of children(process.pid)) {
    const line = read(`/proc/${pid}/cmdline`).split('\0').join(' ').trim()
    // The process that looks, and those that end just now, hold nothing for long.
    const held = heldBy(pid)
    if (line !== '' && held > 0) open[line] = (open[line] ?? 0) + held
  }
  return open
}

const children = (pid: number): readonly string[] =>
  readdirSync('/proc').filter((name) => {
    const [, parent = ''] = /^PPid:\s*(\d+)$/m.exec(/^\d+$/.test(name) ? read(`/proc/${name}/status`) : '') ?? []
    return Number(parent) === pid
  })

function heldBy(pid: string): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).filter((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) !== '').length
  } catch {
    return 0
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

import { closeSync, openSync } from 'node:fs'
import { getSystemErrorName } from 'node:util'
import { addressLine } from './address-line.ts'
import { insideNamespace } from './inside-namespace.ts'
import type { KernelLine, NamespaceRef } from './kernel-line.ts'
import type { Libc } from './libc.ts'
import { linkLine } from './link-line.ts'
import { AT_ONCE, type NetlinkSocket, openNetlink, ROUTE } from './netlink-socket.ts'
import { routeLine } from './route-line.ts'

/** Lines of `ip` as this process says them; undefined = one of them only the tool can say. Pure. */
export function kernelLines(lines: readonly string[]): readonly KernelLine[] | undefined {
  const known = lines.flatMap((line) => addressLine(line) ?? linkLine(line) ?? routeLine(line) ?? [])
  return known.length === lines.length ? known : undefined
}

/**
 * Tells the kernel in a namespace. One result per line; undefined = it is as wanted. Where a line that makes a device fails, those
 * after it are not told. @throws {Error} when there is no such namespace
 */
export async function tellKernel(
  libc: Libc,
  netns: string,
  lines: readonly KernelLine[],
): Promise<readonly (string | undefined)[]> {
  const homes = new Homes()
  const socket = openNetlink(libc, ROUTE, netns)
  try {
    const results: (string | undefined)[] = []
    while (results.length < lines.length) {
      const first = results.length
      const made = lines.findIndex(({ makes }, at) => at >= first && makes === true)
      // An index can be asked for when its device is there.
      const group = lines.slice(first, made === -1 ? undefined : Math.max(made, first + 1))
      results.push(...(await tellGroup(libc, netns, socket, group, homes)))
      if (group[0]?.makes === true && results.at(-1) !== undefined) break
    }
    return lines.map((_, at) => (at < results.length ? results[at] : 'not told: a line before it failed'))
  } finally {
    socket.close()
    homes.close()
  }
}

async function tellGroup(
  libc: Libc,
  netns: string,
  socket: NetlinkSocket,
  group: readonly KernelLine[],
  homes: Homes,
): Promise<readonly (string | undefined)[]> {
  const devices = new Set(group.flatMap(({ device }) => device ?? []))
  const indices = insideNamespace(libc, netns, () => new Map([...devices].map((name) => [name, libc.indexOf(name)])))
  const results: (string | undefined)[] = []
  const due: { readonly at: number; readonly message: Buffer }[] = []
  for (const [at, line] of group.entries()) {
    const index = line.device === undefined ? 0 : (indices.get(line.device) ?? 0)
    results.push(line.device !== undefined && index === 0 ? `Cannot find device "${line.device}"` : undefined)
    if (results[at] !== undefined) continue
    const home = line.home === undefined ? undefined : homes.find(line.home)
    due.push({ at, message: line.message({ index, ...(home !== undefined && { home }) }) })
  }
  if (due.length === 0) return results
  const messages = due.map(({ message }) => message)
  const isQuick = messages.length <= AT_ONCE && group.every(({ slow }) => slow !== true)
  const answers = isQuick ? socket.askNow(messages) : await socket.ask(messages)
  due.forEach(({ at }, position) => {
    const errno = answers[position]?.errno ?? 0
    const name = errno === 0 ? undefined : getSystemErrorName(-errno)
    if (name !== undefined && group[at]?.done?.includes(name) !== true) results[at] = `RTNETLINK answers: ${name}`
  })
  return results
}

/** Namespaces that messages name, open until they are told. */
class Homes {
  private readonly fds = new Map<string, number>()

  /** As `ip` does: a name, else the id of a process. */
  find(home: string): NamespaceRef {
    try {
      const fd = this.fds.get(home) ?? openSync(`/run/netns/${home}`, 'r')
      this.fds.set(home, fd)
      return { fd }
    } catch (error) {
      if (!/^\d+$/.test(home)) throw error
      return { pid: Number(home) }
    }
  }

  close(): void {
    for (const fd of this.fds.values()) closeSync(fd)
  }
}

import { readdir, readlink, stat } from 'node:fs/promises'
import { execa } from 'execa'
import { withMounts } from './host-mounts.ts'

/**
 * Processes that live on lab hosts: those with the mounts of one, and those in a network namespace that only such a host knows
 * (a DHCP server's, which outlives the agent that started it).
 */
export async function namespaceProcesses(mounts: readonly string[]): Promise<readonly number[]> {
  const homes = new Set((await Promise.all(mounts.map(namespacesOf))).flat())
  if (homes.size === 0) return []
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid)
  const living = await Promise.all(pids.map((pid) => livesIn(pid, homes)))
  return pids.filter((_, index) => living[index])
}

/** As `/proc/<pid>/ns` names them. */
async function namespacesOf(mounts: string): Promise<readonly string[]> {
  const own = await stat(mounts).catch(() => undefined)
  if (own === undefined) return []
  const list = withMounts(mounts, ['sh', '-c', 'stat -L -c %i /var/run/netns/*'])
  const { stdout } = await execa(list[0], list.slice(1), { reject: false, stdin: 'ignore' })
  const networks = stdout.split('\n').filter((line) => /^\d+$/.test(line))
  return [`mnt:[${String(own.ino)}]`, ...networks.map((inode) => `net:[${inode}]`)]
}

async function livesIn(pid: number, homes: ReadonlySet<string>): Promise<boolean> {
  const links = await Promise.all(
    ['mnt', 'net'].map((kind) => readlink(`/proc/${String(pid)}/ns/${kind}`).catch(() => '')),
  )
  return links.some((link) => homes.has(link))
}

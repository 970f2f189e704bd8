import { readFile } from 'node:fs/promises'
import type { ConnectionCount } from '@netloom/core'
import { runOnce } from '../access/run-once.ts'

const FILES = ['nf_conntrack_count', 'nf_conntrack_max'].map((name) => `/proc/sys/net/netfilter/${name}`)

/** What the kernel tracks in a namespace (default: the one we run in), and the most it would; undefined = it tracks nothing. */
export async function countConnections(netns?: string): Promise<ConnectionCount | undefined> {
  try {
    const texts =
      netns === undefined
        ? await Promise.all(FILES.map((file) => readFile(file, 'utf8')))
        : (await runOnce('nsenter', [`--net=/var/run/netns/${netns}`, '--', 'cat', ...FILES])).split('\n')
    const [count, max] = texts.map(Number)
    return count === undefined || max === undefined ? undefined : { count, max }
  } catch {
    return undefined
  }
}

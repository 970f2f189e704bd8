import { runOnce } from '../access/run-once.ts'

/** What `ip -j addr` says of this machine, or of one namespace of it, parsed. @throws {CommandError} */
export async function hostAddresses(netns?: string): Promise<unknown> {
  const where = netns === undefined ? [] : ['-n', netns]
  return JSON.parse(await runOnce('ip', [...where, '-j', 'addr', 'show'])) as unknown
}

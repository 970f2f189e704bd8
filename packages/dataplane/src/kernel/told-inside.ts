import type { OneCommand } from '@netloom/core'
import { CommandError } from '../access/command-error.ts'
import { insideNamespace } from '../netlink/inside-namespace.ts'
import { type Libc, openLibc } from '../netlink/libc.ts'
import { kernelLines, tellKernel } from '../netlink/tell-kernel.ts'

/**
 * Whether a command for another namespace was done by this process: a router is set up by a dozen lines, for each of which a process
 * would take more time than the kernel does for all. False = it is for the tool.
 * @throws {CommandError} as the tool's failure would be
 */
export async function isToldInside({ argv, input, netns }: OneCommand): Promise<boolean> {
  const libc = await openLibc()
  if (libc === undefined) return false
  const [tool, option, name, ...more] = argv
  if (tool === 'ip' && option === '-n' && name !== undefined && more.join(' ') === '-batch -')
    return isBatchTold(libc, argv, name, input ?? '')
  if (netns !== undefined && tool === 'ethtool' && option === '-K' && more.join(' ') === 'tx off')
    return areChecksumsOff(libc, netns, name ?? '')
  return false
}

const [AF_INET, SOCK_DGRAM] = [2, 2]

async function areChecksumsOff(libc: Libc, netns: string, device: string): Promise<boolean> {
  const fd = insideNamespace(libc, netns, () => libc.socket(AF_INET, SOCK_DGRAM, 0))
  if (fd < 0) return false
  try {
    return await libc.checksumsOff(fd, device)
  } finally {
    libc.close(fd)
  }
}

async function isBatchTold(libc: Libc, argv: readonly string[], netns: string, input: string): Promise<boolean> {
  const lines = input.split('\n').filter((line) => line !== '')
  const told = kernelLines(lines)
  if (told === undefined) return false
  const results = await tellKernel(libc, netns, told).catch((error: unknown) => [String(error)])
  const failed = results.findIndex((result) => result !== undefined)
  if (failed === -1) return true
  throw new CommandError(
    argv,
    2,
    `${results[failed] ?? ''} (${lines[failed] ?? ''})\nCommand failed -:${String(failed + 1)}`,
  )
}

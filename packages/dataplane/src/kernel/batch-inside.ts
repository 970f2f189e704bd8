import { writeFileSync } from 'node:fs'
import { insideNamespace } from '../netlink/inside-namespace.ts'
import { openLibc, type Libc } from '../netlink/libc.ts'
import { kernelLines, tellKernel } from '../netlink/tell-kernel.ts'
import { BatchPipe, type LineResult } from '../pipe/batch-pipe.ts'
import { SETTING, SysctlPipe } from '../pipe/sysctl-pipe.ts'

/**
 * Lines of a tool in another namespace, with nothing left there that would hold it open. Settings, and what `kernelLines` knows, are
 * told to the kernel by this process where that can be, all else by a tool that ends.
 */
export async function batchInside(
  netns: string,
  tool: 'ip' | 'bridge' | 'sysctl',
  lines: readonly string[],
): Promise<readonly LineResult[]> {
  if (lines.length === 0) return []
  const libc = await openLibc()
  try {
    if (libc !== undefined && tool === 'sysctl') return setInside(libc, netns, lines)
    const told = libc !== undefined && tool === 'ip' ? kernelLines(lines) : undefined
    if (libc !== undefined && told !== undefined) return await tellKernel(libc, netns, told)
  } catch (error) {
    return lines.map(() => (error instanceof Error ? error.message : String(error)))
  }
  const process = tool === 'sysctl' ? new SysctlPipe(netns) : new BatchPipe({ tool, netns })
  try {
    return await process.run(lines)
  } finally {
    await process.close()
  }
}

const setInside = (libc: Libc, netns: string, lines: readonly string[]): readonly LineResult[] =>
  insideNamespace(libc, netns, () => lines.map(setOne))

function setOne(line: string): LineResult {
  if (!SETTING.test(line)) return `refused: ${JSON.stringify(line)} is no network setting`
  const [key = '', value = ''] = line.split('=')
  try {
    writeFileSync(`/proc/sys/${key}`, value)
    return undefined
  } catch (error) {
    return `cannot set ${line}: ${error instanceof Error ? error.message : String(error)}`
  }
}

import { release } from 'node:os'
import { Failure } from '../failure.ts'
import { ipBatch } from './ip-tool.ts'

/** Tries whether the kernel makes VXLAN devices, in a namespace of ours. @throws {Failure} with what it said and the remedy */
export async function requireVxlan(netns: string): Promise<void> {
  try {
    await ipBatch(['link add name trial type vxlan id 1 dstport 4789', 'link del trial'], netns)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new Failure(
      `kernel ${release()} makes no vxlan device (${said}): load the module (modprobe vxlan) or use a kernel with CONFIG_VXLAN; \`netloom check\` shows what works`,
      'failure',
      { cause: error },
    )
  }
}

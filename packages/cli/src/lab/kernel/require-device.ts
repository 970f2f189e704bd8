import { release } from 'node:os'
import type { SwitchLab } from '@netloom/core'
import { Failure } from '../../base/failure.ts'
import { ipBatch } from './ip-tool.ts'

/** Tries what hosts of one switch need for networks of `type`, in a namespace of ours. @throws {Failure} with the kernel's words and the remedy */
export async function requireDevice({ devices = {} }: SwitchLab, type: string, netns: string): Promise<void> {
  const trial = Object.hasOwn(devices, type) ? devices[type] : undefined
  if (trial === undefined) return
  try {
    await ipBatch([trial.add, 'link del trial'], netns)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new Failure(
      `kernel ${release()} makes no ${type} device (${said}): load the module (modprobe ${trial.module}) or use a kernel with ${trial.option}, or hosts with --mechanism openvswitch; \`netloom check\` shows what works`,
      'failure',
      { cause: error },
    )
  }
}

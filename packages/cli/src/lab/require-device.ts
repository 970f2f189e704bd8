import { release } from 'node:os'
import { Failure } from '../failure.ts'
import { ipBatch } from './ip-tool.ts'

interface DeviceTrial {
  readonly add: string
  readonly module: string
  readonly option: string
}

/** Devices of the kernel without which the Linux bridge cannot realise networks of a type. */
const TRIALS: Readonly<Record<string, DeviceTrial>> = {
  vxlan: { add: 'link add name trial type vxlan id 1 dstport 4789', module: 'vxlan', option: 'CONFIG_VXLAN' },
  vlan: { add: 'link add link lo name trial type vlan id 7', module: '8021q', option: 'CONFIG_VLAN_8021Q' },
}

/** Tries what the Linux bridge needs for networks of `type`, in a namespace of ours. @throws {Failure} with the kernel's words and the remedy */
export async function requireDevice(type: string, netns: string): Promise<void> {
  const trial = Object.hasOwn(TRIALS, type) ? TRIALS[type] : undefined
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

import { execa } from 'execa'
import { Failure } from '../../base/failure.ts'

/**
 * Has the devices of a namespace send whole checksums. A veth leaves them to whoever receives the packet, and a switch in user
 * space, or a host behind it, gets to see the packet as it is: pings would pass, and TCP would not.
 */
export async function disableChecksumOffload(netns: string, devices: readonly string[]): Promise<void> {
  await Promise.all(
    devices.map(async (device) => {
      const args = ['netns', 'exec', netns, 'ethtool', '-K', device, 'tx', 'off']
      const { exitCode, stderr } = await execa('ip', args, { reject: false, stdin: 'ignore' })
      if (exitCode !== 0) throw new Failure(`ethtool -K ${device} tx off: ${stderr.split('\n')[0] ?? ''}`)
    }),
  )
}

import { once } from 'node:events'
import { execa } from 'execa'
import type { LabState } from '../../src/lab/state/lab-state.ts'
import { providerPort, underlayNetns } from '../../src/lab/state/names.ts'

export interface Tags {
  /** The different 802.1Q tags, or `untagged`, that ARP and ICMP of the host were sent with. */
  stop(): Promise<readonly string[]>
}

/** Watches what a host sends on the physical network, with its tags, which a capture of one device alone shows. */
export async function watchTags({ name, hosts }: LabState, host: string): Promise<Tags> {
  const port = providerPort(hosts.find((one) => one.name === host)?.index ?? 0)
  const what = 'arp or icmp or (vlan and (arp or icmp))'
  const options = ['-l', '-n', '-e', '--immediate-mode', '-Q', 'in']
  const command = ['netns', 'exec', underlayNetns(name), 'tcpdump', '-i', port, ...options, what]
  const tcpdump = execa('ip', command, { reject: false, stdin: 'ignore' })
  // Its first words: that it listens.
  await once(tcpdump.stderr, 'data')
  return {
    async stop() {
      tcpdump.kill('SIGINT')
      const { stdout } = await tcpdump
      const lines = stdout.split('\n').filter((line) => line !== '')
      return [...new Set(lines.map((line) => /802\.1Q.*?vlan (\d+)/.exec(line)?.[1] ?? 'untagged'))]
    },
  }
}

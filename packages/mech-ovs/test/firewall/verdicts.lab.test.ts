import { execFileSync } from 'node:child_process'
import { describeVerdicts } from '@netloom/testing/conformance'
import { generatedCases, type VerdictEngine } from '@netloom/testing/lab'
import { addNamespaces, deleteNamespaces, runInNamespace } from '@netloom/dataplane'
import { describe } from 'vitest'
import { tapName } from '../../src/agent/render/render-attachment.ts'
import { canRun, SwitchHost } from '../switch-host.ts'
import { FilterAgent } from './filter-agent.ts'

/** A user-space Open vSwitch, and behind each of its ports a device of one namespace. */
const engine: VerdictEngine = {
  open: async ({ network, ports, items, permittedEthertypes }) => {
    const lab = await SwitchHost.create()
    const guests = `${lab.netns}-g`
    await addNamespaces([guests])
    const close = async (): Promise<void> => {
      // Before its namespace goes: devices that go with one hold up the whole machine.
      lab.ip('link del group 7')
      await lab.close()
      await deleteNamespaces([guests])
    }
    try {
      const off = ['all', 'default'].map((which) => `net.ipv6.conf.${which}.disable_ipv6=1`)
      await runInNamespace(guests, ['sysctl', '-qw', ...off])
      const links = ports.flatMap(({ id, macAddress }) => {
        const tap = tapName(id)
        return [`link add ${tap} group 7 type veth peer name ${tap} address ${macAddress} netns ${guests}`]
      })
      execFileSync('ip', ['-n', lab.netns, '-batch', '-'], { input: links.join('\n') })
      const ups = ports.map(({ id }) => `link set ${tapName(id)} up`)
      execFileSync('ip', ['-n', guests, '-batch', '-'], { input: ups.join('\n') })
      const agent = new FilterAgent(lab, network, { permittedEthertypes })
      agent.items(items)
      for (const port of ports) agent.port(port)
      await agent.turn(true)
      return {
        netns: guests,
        device: tapName,
        explain: () => Promise.resolve(lab.ofctl('dump-flows br-int')),
        close,
      }
    } catch (error) {
      await close()
      throw error
    }
  },
}

/** What connection tracking of Open vSwitch in user space takes for no packet of any connection. */
const PORT_0 = 'to the tracker in user space a port 0 is invalid'
const CODE = 'to the tracker in user space an echo request with a code is invalid'
const exceptions = {
  'a range of ports has both its ends: a rule of TCP without ports has port 0': PORT_0,
  'a range of ports has both its ends: a rule of UDP without ports has port 0': PORT_0,
  'ICMP rules have a type, and a code: a type with any code': CODE,
  'ICMP rules have a type, and a code: a type with another code': CODE,
  'ICMP rules have a type, and a code: the last code': CODE,
}

describe.skipIf(!canRun)('on Open vSwitch', () => {
  describeVerdicts('the firewall of Open vSwitch', engine, { exceptions, timeout: 240_000 })

  const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
  describeVerdicts(`the firewall of Open vSwitch (rules drawn with SEED=${String(SEED)})`, engine, {
    // In user space all SCTP between two stations is one connection.
    cases: generatedCases(SEED, 64, [132]).filter(({ sends }) => sends.length > 0),
    timeout: 240_000,
  })
})

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BROADCAST,
  FrameInjector,
  OWN,
  about,
  arp,
  ethernet,
  icmpv6,
  ipv4,
  judge,
  spoofsOf,
  udp,
  type Verdict,
} from '@netloom/testing/lab'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labSpoofs } from '../src/lab/lab-spoofs.ts'
import { logFile, type LabState } from '../src/lab/state/lab-state.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { vmNetns } from '../src/lab/state/names.ts'
import { withController } from '../src/lab/state/open-lab.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { netloom } from './support/netloom.ts'

useTestState()
beforeAll(() => reapDeadLabs())

/** Of the frame that ends a table: ports in groups send and get nothing but IP and ARP, and the ports of a lab are in their default group. */
const MARKER = 'permitted_ethertypes = 0x88b6\n'

/** As OpenStack's installation guide and Debian's packages write them: nobody speaks of a firewall_driver. */
const TUTORIAL: Readonly<Record<string, string>> = {
  linuxbridge: `[vxlan]\nenable_vxlan = true\nl2_population = true\n\n[securitygroup]\nenable_security_group = true\n${MARKER}`,
  openvswitch: `[agent]\ntunnel_types = vxlan\nl2_population = true\n\n[securitygroup]\nenable_security_group = true\n${MARKER}`,
}
const ml2 = (mechanism: string): string => `[ml2]
type_drivers = flat,vlan,vxlan
tenant_network_types = vxlan
mechanism_drivers = ${mechanism},l2population

[ml2_type_vxlan]
vni_ranges = 1:1000

`

const FOREIGN = { mac: 'fa:16:3e:00:00:77', ip: '10.0.0.77', ip6: 'fd00::77' }
const GROUP = '33:33:00:00:00:01'
const v4 = (mac: string, source: string): Buffer =>
  ethernet(mac, BROADCAST, 0x0800, ipv4(source, '10.0.0.9', 17, udp(1000, 2000)))
/** An echo request, whose checksum is right: connections of groups take no UDP of IPv6 without one. */
const v6 = (mac: string, source: string): Buffer =>
  ethernet(mac, GROUP, 0x86dd, icmpv6(source, 'ff02::1', 128, Buffer.alloc(8)))
const advert = (target: string): Buffer =>
  ethernet(OWN.mac, GROUP, 0x86dd, icmpv6(OWN.ip6, 'ff02::1', 136, about(target)))

const TABLE: readonly Verdict[] = [
  ['its own IPv4 address', 'pass', v4(OWN.mac, OWN.ip)],
  ['its own IPv6 address', 'pass', v6(OWN.mac, OWN.ip6)],
  ['ARP for its own address', 'pass', arp({ from: OWN.mac, spa: OWN.ip, tpa: '10.0.0.9' })],
  ['a neighbour advertisement of its own address', 'pass', advert(OWN.ip6)],
  ['a foreign IPv4 address', 'ipv4', v4(OWN.mac, FOREIGN.ip)],
  ['a foreign IPv6 address', 'ipv6', v6(OWN.mac, FOREIGN.ip6)],
  ['a foreign MAC', 'mac', v4(FOREIGN.mac, OWN.ip)],
  ['ARP for a foreign address', 'arp', arp({ from: OWN.mac, spa: FOREIGN.ip, tpa: '10.0.0.9' })],
  ['ARP for a foreign MAC', 'arp', arp({ from: OWN.mac, sha: FOREIGN.mac, spa: OWN.ip, tpa: '10.0.0.9' })],
  ['a neighbour advertisement of a foreign address', 'nd', advert(FOREIGN.ip6)],
]

let lab = ''
let file = ''
afterEach(async () => {
  if (lab !== '') await labDown(lab)
  lab = ''
  await rm(file, { force: true })
})

/** A lab from these files, and what becomes of the table's frames between two VMs on it. */
async function play(
  mechanism: string,
  ini: string,
): Promise<{ state: LabState; heard: Awaited<ReturnType<typeof judge>> }> {
  lab = newLabName()
  file = join(tmpdir(), `${lab}.ini`)
  await writeFile(file, `${ml2(mechanism)}${ini}`)
  const state = await labUp({ name: lab, hosts: [{ name: 'host1', mechanism }], configFiles: [file] })
  const portId = await withController(state, async (client) => {
    const { id } = await client.networks.create({ name: 'blue' })
    const v4Subnet = await client.subnets.create({ network_id: id, ip_version: 4, cidr: '10.0.0.0/24' })
    const v6Subnet = await client.subnets.create({ network_id: id, ip_version: 6, cidr: 'fd00::/64' })
    const fixedIps = [
      { subnet_id: v4Subnet.id, ip_address: OWN.ip },
      { subnet_id: v6Subnet.id, ip_address: OWN.ip6 },
    ]
    return (await client.ports.create({ network_id: id, mac_address: OWN.mac, fixed_ips: fixedIps })).id
  })
  await labBoot({ lab, name: 'sender', port: portId, host: 'host1' })
  await labBoot({ lab, name: 'hearer', network: 'blue', host: 'host1' })
  const [from, to] = [
    await FrameInjector.open(vmNetns(lab, 'sender')),
    await FrameInjector.open(vmNetns(lab, 'hearer')),
  ]
  try {
    return { state, heard: await judge(from, to, TABLE) }
  } finally {
    from.close()
    to.close()
  }
}

const logOf = (state: LabState): Promise<string> => readFile(logFile(state, 'agent-host1'), 'utf8')

describe.each(['linuxbridge', 'openvswitch'])('a port on %s', (mechanism) => {
  it('sends only what is its own when the files name no firewall_driver, and the log says what guards', async () => {
    const { state, heard } = await play(mechanism, TUTORIAL[mechanism] ?? '')
    expect(heard).toEqual(TABLE.map(([what, verdict]) => [what, verdict]))
    const dropped = Object.fromEntries((await labSpoofs(lab)).map(({ what, packets }) => [what, packets]))
    expect(Object.keys(dropped).sort()).toEqual(Object.keys(spoofsOf(TABLE)).sort())
    expect(await logOf(state)).toMatch(/"guard":"(iptables|openvswitch)".*port security guards the ports of this host/)
  })

  it('sends what it likes where the files say so in two words, and the log warns of it', async () => {
    const words = '\n[agent]\nprevent_arp_spoofing = false\n\n[securitygroup]\nfirewall_driver = noop\n'
    const { state, heard } = await play(mechanism, `${TUTORIAL[mechanism] ?? ''}${words}`)
    expect(heard.filter(([, verdict]) => verdict !== 'pass')).toEqual([])
    expect(await logOf(state)).toContain('port security is off on this host')
  })
})

describe('a host without nftables on bridges', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'netloom-nft-'))
    await writeFile(join(folder, 'nft'), '#!/bin/sh\necho Error: Operation not supported >&2\nexit 1\n', {
      mode: 0o755,
    })
    await writeFile(join(folder, 'agent.ini'), '[vxlan]\nenable_vxlan = false\n')
  })
  afterAll(() => rm(folder, { recursive: true }))
  const path = (): string => `${folder}:${process.env['PATH'] ?? ''}`

  it('starts no agent of the Linux bridge, and says what to do', async () => {
    const args = ['agent', '--mechanism', 'linuxbridge', '--host', 'host1', '--config-file', join(folder, 'agent.ini')]
    const { exitCode, stderr } = await netloom(args, { path: path() })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/netloom: the ports of this host cannot be guarded: .*Operation not supported.*nftables/)
    expect(stderr).toContain('prevent_arp_spoofing = false')
  })

  it('is told of by netloom check', async () => {
    const { stdout } = await netloom(['check'], { path: path() })
    expect(stdout).toMatch(/port security \(linuxbridge\) +no +nftables on bridges/)
    expect(stdout).toMatch(/nftables on bridges: apt-get install nftables/)
  })
})

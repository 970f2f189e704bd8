import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditReport } from '@netloom/agent-runtime'
import { askAgent } from '../src/inspect/ask-agent.ts'
import { labBoot, type BootedVm } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labRestart } from '../src/lab/lab-lifecycle.ts'
import { labMigrate } from '../src/lab/vm/lab-move.ts'
import { labRenew } from '../src/lab/vm/lab-renew.ts'
import { inspectionSocket, type LabState } from '../src/lab/state/lab-state.ts'
import { labStatus } from '../src/lab/lab-status.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { requireLab, withController } from '../src/lab/state/open-lab.ts'
import { isAlive, type ProcessRef, processStartTime } from '@netloom/core/files'
import { missing } from './clients/client-python.ts'
import { OpenStack } from './clients/openstack.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { netloom } from './support/netloom.ts'

useTestState()

describe.each(['linuxbridge', 'openvswitch'])('a network with DHCP on %s', (mechanism) => {
  const lab = newLabName()
  let state: LabState
  let networkId = ''
  let near: BootedVm
  let far: BootedVm

  beforeAll(async () => {
    await reapDeadLabs()
    // The server is on host1; host2 is served over the tunnel.
    const hosts = [{ name: 'host1', dhcp: true }, { name: 'host2' }]
    state = await labUp({ name: lab, hosts, mechanisms: [mechanism] })
    networkId = await withController(state, async (client) => {
      const { id } = await client.networks.create({ name: 'blue' })
      await client.subnets.create({ network_id: id, ip_version: 4, cidr: '10.0.0.0/24' })
      await client.subnets.create({
        network_id: id,
        ip_version: 6,
        cidr: 'fd00:6::/64',
        ipv6_address_mode: 'dhcpv6-stateful',
        ipv6_ra_mode: 'dhcpv6-stateful',
      })
      return id
    })
  })
  afterAll(() => labDown(lab))

  const run = async (place: string, ...command: readonly string[]): Promise<string> =>
    (await labExec(place, command, lab)).stdout
  const folder = (): string => join(state.directory, 'dhcp-host1', 'dhcp', networkId)
  const file = (name: string): Promise<string> => readFile(join(folder(), name), 'utf8')

  async function server(): Promise<ProcessRef> {
    const pid = Number(await file('pid'))
    return { pid, startTime: (await processStartTime(pid)) ?? '' }
  }

  const held = async (name: string): Promise<readonly (string | undefined)[]> =>
    (await labStatus(lab)).vms.find((vm) => vm.name === name)!.leases!.map(({ address }) => address)

  it('gives VMs on both hosts their addresses, of both IP versions', async () => {
    near = await labBoot({ lab, name: 'near', network: 'blue', host: 'host1', dhcp: true })
    far = await labBoot({ lab, name: 'far', network: 'blue', host: 'host2', dhcp: true })
    for (const vm of [near, far]) {
      expect([...(await held(vm.name))].sort()).toEqual([...vm.addresses].sort())
      const shown = await run(vm.name, 'ip', '-br', 'addr', 'show', 'dev', 'eth0')
      for (const address of vm.addresses) expect(shown).toContain(address)
    }
    expect(await run('far', 'cat', '/etc/resolv.conf')).toMatch(/^search openstacklocal\nnameserver 10\.0\.0\.\d+\n/)
    const [v4, v6] = [...near.addresses].sort().map((address) => address.split('/')[0]!)
    for (const address of [v4!, v6!]) {
      expect((await labExec('far', ['ping', '-c', '1', '-W', '3', address], lab)).exitCode).toBe(0)
    }
    expect((await netloom(['lab', 'status', '--name', lab])).stdout).toContain(`${v4!} from 10.0.0.`)
  })

  it('has a server that is not root', async () => {
    const status = await readFile(`/proc/${String((await server()).pid)}/status`, 'utf8')
    expect(status).toMatch(/^Uid:\t[1-9]\d*\t/m)
  })

  it('is known to population: the server’s MAC is behind the VTEP of its host', async () => {
    const [port] = await withController(state, (client) => client.ports.list({ device_owner: 'network:dhcp' }))
    expect(port).toMatchObject({ 'binding:host_id': 'host1', status: 'ACTIVE' })
    const mac = port!.mac_address
    if (mechanism === 'linuxbridge') {
      const shown = await run('host2', 'ip', '-j', 'link', 'show', 'type', 'vxlan')
      const devices = JSON.parse(shown) as readonly { readonly ifname: string }[]
      const { ifname } = devices.find((device) => device.ifname.startsWith('vxlan-'))!
      const entries = await run('host2', 'bridge', 'fdb', 'show', 'dev', ifname)
      expect(entries).toContain(`${mac} dst 192.0.2.1 self permanent`)
    } else {
      const flows = await run('host2', 'ovs-ofctl', 'dump-flows', '--names', 'br-tun', 'table=20')
      expect(flows).toMatch(new RegExp(`dl_dst=${mac} actions=[^\\n]*output:"?vxlan-`))
    }
  })

  it('keeps server and leases when its agent is killed and started again', async () => {
    const before = { server: await server(), leases: await file('leases') }
    expect(before.leases).toContain(near.macAddress)
    await labRestart('dhcp@host1', 'SIGKILL', lab)
    expect({ server: await server(), leases: await file('leases') }).toEqual(before)
    expect(await isAlive(before.server)).toBe(true)
  })

  it('has a killed server back within two seconds, with its leases', async () => {
    const before = await server()
    process.kill(before.pid, 'SIGKILL')
    const start = performance.now()
    while ((await server().catch(() => before)).pid === before.pid || !(await isAlive(await server()))) await sleep(10)
    expect(performance.now() - start).toBeLessThan(2_000)
    // It writes the file anew when it starts, and a reader may come between emptying and filling.
    await expect.poll(() => file('leases')).toContain(far.macAddress)
    expect((await labRenew('far', lab)).map(({ version }) => version)).toEqual([4, 6])
  })

  it('changes the address of a running VM: plan, host file, lease, population, guards', async () => {
    const plan = await netloom(['port', 'set-ip', far.portId, '10.0.0.99', '--plan', '--name', lab])
    expect(plan.stdout).toMatch(/dhcp@host1:[^]*files\.host: .*,host-10-0-0-99\.openstacklocal,10\.0\.0\.99/)
    expect(await file('host')).not.toContain('10.0.0.99')
    expect((await netloom(['port', 'set-ip', far.portId, '10.0.0.99', '--name', lab])).exitCode).toBe(0)
    expect((await labRenew('far', lab)).find(({ version }) => version === 4)).toMatchObject({ address: '10.0.0.99/24' })
    expect((await labExec('near', ['ping', '-c', '1', '-W', '3', '10.0.0.99'], lab)).exitCode).toBe(0)
    expect(await file('host')).toContain(`${far.macAddress},host-10-0-0-99.openstacklocal,10.0.0.99\n`)
    expect(await file('leases')).toContain(' 10.0.0.99 ')
  })

  it.skipIf(missing !== undefined)('does so for `openstack port set --fixed-ip`', async () => {
    const openstack = new OpenStack()
    const { url, token } = (await labStatus(lab)).api
    openstack.start({ OS_AUTH_TYPE: 'admin_token', OS_ENDPOINT: url, OS_TOKEN: token })
    try {
      const v6 = far.addresses.find((address) => address.includes(':'))!.split('/')[0]!
      const fixed = ['10.0.0.100', v6].flatMap((address) => ['--fixed-ip', `ip-address=${address}`])
      await openstack.run('port set', '--no-fixed-ip', ...fixed, far.portId)
    } finally {
      await openstack.close()
    }
    expect((await labRenew('far', lab)).find(({ version }) => version === 4)).toMatchObject({
      address: '10.0.0.100/24',
    })
    expect((await labExec('near', ['ping', '-c', '1', '-W', '3', '10.0.0.100'], lab)).exitCode).toBe(0)
  })

  it('drops and counts what a guest sends from an address that it gave itself', async () => {
    await run('near', 'ip', 'addr', 'add', '10.0.0.123/24', 'dev', 'eth0')
    const to = (await requireLab(lab)).vms
      .find(({ name }) => name === 'far')!
      .addresses.find((one) => !one.includes(':'))!
    const ping = ['ping', '-c', '2', '-i', '0.2', '-W', '1', '-I', '10.0.0.123', to.split('/')[0]!]
    expect((await labExec('near', ping, lab)).exitCode).not.toBe(0)
    const { spoofs } = (await askAgent(inspectionSocket(state, 'host1'), 'audit')) as AuditReport
    const counted = spoofs.filter(({ portId, packets }) => portId === near.portId && packets > 0)
    expect(counted.map(({ what }) => what).filter((what) => ['arp', 'ipv4'].includes(what)).length).toBeGreaterThan(0)
    expect((await netloom(['audit', '--name', lab])).stdout).toContain(`port/${near.portId} `)
    await run('near', 'ip', 'addr', 'del', '10.0.0.123/24', 'dev', 'eth0')
  })

  it('leases again where a VM is moved to', async () => {
    await labMigrate('near', 'host2', lab)
    expect((await labRenew('near', lab)).map(({ address }) => address).sort()).toEqual([...near.addresses].sort())
  })

  it('ends the server with the lab', async () => {
    const ref = await server()
    expect(await isAlive(ref)).toBe(true)
    await labDown(lab)
    expect(await isAlive(ref)).toBe(false)
    const { stdout } = await execa('ip', ['netns', 'list'])
    expect(stdout).not.toContain(networkId)
  })
})

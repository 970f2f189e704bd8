import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FrameInjector, arp } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { vmNetns } from '../src/lab/state/names.ts'
import { requireLab, withController } from '../src/lab/state/open-lab.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

const VIP = '10.0.0.100'
const NODES = ['first', 'second'] as const

useTestState()
beforeAll(() => reapDeadLabs())

describe.each([
  ['linuxbridge', 'auto', ''],
  ['linuxbridge', 'proxy', '[vxlan]\nenable_vxlan = True\nl2_population = True\narp_responder = True\n'],
  ['openvswitch', 'on', '[agent]\ntunnel_types = vxlan\nl2_population = True\narp_responder = True\n'],
])('an address that ports on %s share, responder %s', (mechanism, _mode, ini) => {
  let lab = ''
  let file = ''
  const macs = new Map<string, string>()
  const lines = new Map<string, FrameInjector>()
  beforeAll(async () => {
    lab = newLabName()
    const hosts = [1, 2, 3].map((n) => ({ name: `host${String(n)}`, mechanism }))
    file = join(tmpdir(), `${lab}.ini`)
    await writeFile(file, ini)
    const state = await labUp({ name: lab, hosts, configFiles: ini === '' ? [] : [file] })
    await withController(state, async (client) => {
      const { id } = await client.networks.create({ name: 'blue' })
      await client.subnets.create({ network_id: id, ip_version: 4, cidr: '10.0.0.0/24' })
    })
    for (const [index, name] of ['client', ...NODES].entries()) {
      const vm = await labBoot({ lab, name, network: 'blue', host: `host${String(index + 1)}` })
      macs.set(name, vm.macAddress)
      lines.set(name, await FrameInjector.open(vmNetns(lab, name)))
    }
    // Who asks in vain asks again soon.
    await inVm('client', 'sysctl', '-qw', 'net.ipv4.neigh.eth0.retrans_time_ms=100')
  })
  afterAll(async () => {
    for (const line of lines.values()) line.close()
    await labDown(lab)
    await rm(file, { force: true })
  })

  const inVm = (name: string, ...command: string[]): ReturnType<typeof labExec> => labExec(name, command, lab)
  const asks = async (): Promise<boolean> => (await inVm('client', 'ping', '-c', '1', '-W', '0.3', VIP)).exitCode === 0

  async function answeredIn(): Promise<number> {
    const start = performance.now()
    while (!(await asks())) {
      if (performance.now() - start > 10_000) throw new Error(`${VIP} is not answered`)
      await sleep(20)
    }
    return performance.now() - start
  }

  /** What keepalived does: the address, and one gratuitous ARP. */
  async function take(name: string): Promise<void> {
    await inVm(name, 'ip', 'addr', 'add', `${VIP}/32`, 'dev', 'eth0')
    lines.get(name)?.send(arp({ from: macs.get(name) ?? '', spa: VIP, tpa: VIP }))
  }

  const answeredBy = async (): Promise<string> =>
    (await inVm('client', 'ip', 'neigh', 'show', VIP, 'dev', 'eth0')).stdout.split(' ')[2] ?? ''

  it('is nobody\u2019s before a port may have it', async () => {
    await take('first')
    expect(await asks()).toBe(false)
    await inVm('first', 'ip', 'addr', 'del', `${VIP}/32`, 'dev', 'eth0')
  })

  it('is answered on another host within a second of allowed_address_pairs, and again of its move', async () => {
    const { vms } = await requireLab(lab)
    await withController(await requireLab(lab), async (client) => {
      for (const vm of vms.filter(({ name }) => name !== 'client'))
        await client.ports.update(vm.portId, { allowed_address_pairs: [{ ip_address: VIP }] })
    })
    await take('first')
    expect(await answeredIn()).toBeLessThan(1_000)
    expect(await answeredBy()).toBe(macs.get('first'))
    for (const [from, to] of [NODES, [...NODES].reverse()] as const) {
      await inVm(from, 'ip', 'addr', 'del', `${VIP}/32`, 'dev', 'eth0')
      await take(to)
      expect(await answeredIn()).toBeLessThan(1_000)
      expect(await answeredBy()).toBe(macs.get(to))
    }
  })
})

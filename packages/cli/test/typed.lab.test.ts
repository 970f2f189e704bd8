import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labRestart, labStop } from '../src/lab/lab-lifecycle.ts'
import { labDirectory } from '../src/lab/state/lab-state.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { withController } from '../src/lab/state/open-lab.ts'
import { namespaces, newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { netloom, type Finished } from './support/netloom.ts'

useTestState()
const lab = newLabName()
const other = newLabName()
const ask = (...words: readonly string[]): Promise<Finished> => netloom([...words, '--name', lab])
let folder: string
let portId = ''
let mac = ''

beforeAll(async () => {
  await reapDeadLabs()
  folder = await mkdtemp(join(tmpdir(), 'netloom-typed-'))
})
afterAll(async () => {
  await Promise.all([labDown(lab), labDown(other)])
  await rm(folder, { recursive: true })
})

describe('what people type in a lab is answered truly', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    const state = await labUp({
      name: lab,
      hosts: [
        { name: 'host1', mechanism: 'linuxbridge', dhcp: true },
        { name: 'host2', mechanism: 'openvswitch' },
      ],
    })
    await withController(state, async (client) => {
      const blue = await client.networks.create({
        name: 'blue',
        'provider:network_type': 'vxlan',
        'provider:segmentation_id': 100,
      })
      await client.subnets.create({ network_id: blue.id, ip_version: 4, cidr: '10.0.0.0/24', name: 'lan' })
    })
    const vm = await labBoot({ lab, name: 'vm1', network: 'blue', host: 'host1', ip: '10.0.0.77' })
    portId = vm.portId
    mac = vm.macAddress
  }, 120_000)

  it('explain takes VM, address, MAC, network and subnet, and says names beside ids', async () => {
    for (const word of ['vm1', '10.0.0.77', mac, mac.toUpperCase(), portId]) {
      const { stdout, exitCode } = await ask('explain', word)
      expect({ word, exitCode }).toEqual({ word, exitCode: 0 })
      expect(stdout).toContain(`tap${portId.slice(0, 11)}`)
      expect(stdout).toContain(`port/${portId} (vm1, 10.0.0.77)`)
    }
    for (const word of ['blue', 'lan', '10.0.0.0/24']) {
      const { stdout, exitCode } = await ask('explain', word)
      expect({ word, exitCode }).toEqual({ word, exitCode: 0 })
      expect(stdout).toMatch(/network\/\S+ \(blue\)/)
    }
    expect((await ask('explain', 'nonesuch')).stderr).toContain('name a device, a VM, network, port or subnet')
  })

  it('plan, explain and audit say with --json what text says: a name beside each id', async () => {
    await labExec('host1', ['ip', 'link', 'set', `tap${portId.slice(0, 11)}`, 'nomaster'], lab)
    const compared = await ask('audit', '--no-repair', '--json')
    const text = await ask('explain', 'vm1', '--json')
    for (const { stdout } of [compared, text]) {
      expect(JSON.stringify(JSON.parse(stdout))).toContain(`"object":"port/${portId}","name":"vm1, 10.0.0.77"`)
    }
    expect((await ask('audit')).stdout).toContain(`port/${portId} (vm1, 10.0.0.77)`)
  })

  it('lab status shows a VM and a host off their wires, and exits 3', async () => {
    expect((await ask('lab', 'status')).exitCode).toBe(0)
    await labStop('vm1', 'SIGTERM', lab)
    const unplugged = await ask('lab', 'status')
    expect(unplugged).toMatchObject({ exitCode: 3, stdout: expect.stringMatching(/vm1 .* OUT /) as string })
    await labRestart('vm1', 'SIGTERM', lab)
    await labStop('host2', 'SIGTERM', lab)
    const off = await ask('lab', 'status')
    expect(off).toMatchObject({ exitCode: 3, stdout: expect.stringMatching(/host2 .* OFF /) as string })
    await labRestart('host2', 'SIGTERM', lab)
  })

  it('plan, explain and audit say that the Open vSwitch of a host is stopped, and answer for the others', async () => {
    await labStop('ovs@host2', 'SIGTERM', lab)
    for (const words of [['plan'], ['explain', 'vxlan-100'], ['audit']]) {
      const { stdout, stderr, exitCode } = await ask(...words)
      expect({ words, exitCode }).toEqual({ words, exitCode: 1 })
      expect(stderr).toMatch(/^netloom: host2: .*the host cannot be read/m)
      expect(stdout).toContain('host1')
    }
    await labRestart('ovs@host2', 'SIGTERM', lab)
  })

  it('a dead agent makes a failure that names it, and keeps nobody from hearing the others', async () => {
    await labStop('agent@host2', 'SIGKILL', lab)
    const { stdout, stderr, exitCode } = await ask('audit')
    expect(exitCode).toBe(1)
    expect(stdout).toContain('host1: everything is as it should be')
    expect(stderr).toContain('netloom: host2: no agent answers at')
    const json = await ask('audit', '--json')
    expect(JSON.parse(json.stdout)).toContainEqual({
      host: 'host2',
      error: expect.stringContaining('no agent') as string,
    })
    expect((await ask('lab', 'status')).exitCode).toBe(3)
    await labRestart('agent@host2', 'SIGTERM', lab)
  })

  it('audit is not content while something cannot be made', async () => {
    const { stdout } = await labExec('host1', ['ip', '-br', 'link'], lab)
    expect(stdout).toContain('vxlan-100')
    // A device of that name that is none of ours is in the way. The agent may be quicker than the second command.
    const inTheWay = 'until ip link del vxlan-100 && ip link add name vxlan-100 type bridge; do :; done'
    expect(await labExec('host1', ['timeout', '20', 'sh', '-c', inTheWay], lab)).toMatchObject({ exitCode: 0 })
    const deadline = performance.now() + 10_000
    let audit = await ask('audit', '--host', 'host1')
    while (audit.exitCode === 0 && performance.now() < deadline) audit = await ask('audit', '--host', 'host1')
    expect(audit.exitCode).toBe(1)
    expect(audit.stdout).toMatch(/^host1: cannot be made, and is tried again and again\n {2}vxlan vxlan-100: /)
    expect((await ask('audit', '--host', 'host1', '--no-repair')).exitCode).toBe(3)
    await labExec('host1', ['ip', 'link', 'del', 'vxlan-100'], lab)
    while ((await ask('audit', '--host', 'host1')).exitCode !== 0) await sleep(200)
    expect((await ask('audit', '--host', 'host1', '--no-repair')).exitCode).toBe(0)
  })

  it('hints name the lab, and errors with --json are JSON', async () => {
    const twice = await netloom(['lab', 'boot', 'vm1', '--network', 'blue', '--name', lab])
    expect(twice.stderr).toContain(`\`netloom lab delete vm1 --name ${lab}\``)
    const json = await netloom(['lab', 'boot', 'vm1', '--network', 'blue', '--name', lab, '--json'])
    expect(JSON.parse(json.stderr)).toEqual({ error: { message: twice.stderr.replace('netloom: ', ''), exitCode: 2 } })
    for (const words of [['lab', 'status'], ['plan']]) {
      const { stderr } = await netloom([...words, '--name', lab], { uid: 65_534 })
      expect(stderr).toMatch(/permission denied.*run it with sudo/)
    }
    const usage = await netloom(['lab', 'up', '--hosts', 'x', '--json'])
    expect(JSON.parse(usage.stderr)).toMatchObject({ error: { exitCode: 2 } })
  })
})

describe('a wrong word is told as one', () => {
  it('lab up says what is wrong with an address that it cannot listen on', async () => {
    for (const [address, problem] of [
      ['8.8.8.8:1', /a lab listens on loopback only; write 127\.0\.0\.1:1/],
      ['nonsense', /not ADDRESS:PORT/],
      ['127.0.0.1:99999', /not ADDRESS:PORT/],
    ] as const) {
      const { stderr, exitCode } = await netloom(['lab', 'up', '--name', other, '--listen', address])
      expect({ address, exitCode }).toEqual({ address, exitCode: 2 })
      expect(stderr).toMatch(problem)
      expect(stderr).toContain(`netloom: --listen ${address}: `)
    }
  })

  it('lab down of a lab that is not there fails, and names those that are', async () => {
    const { stderr, exitCode } = await netloom(['lab', 'down', '--name', 'typo'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('netloom: there is no lab "typo" to take down')
  })

  it('an agent in a namespace that is not there fails at once', async () => {
    const { stderr, exitCode } = await netloom(['agent', '--netns', 'nl-missing'])
    expect(stderr).toMatch(/netloom: --netns nl-missing: no such network namespace/)
    expect(exitCode).toBe(2)
  })

  it('a partial configuration keeps the defaults of the lab; one without mechanism drivers is refused', async () => {
    const quotas = join(folder, 'quotas.ini')
    await writeFile(quotas, '[DEFAULT]\ndns_domain = lab.example\n')
    const state = await labUp({ name: other, hosts: 1, configFiles: [quotas] })
    const network = await withController(state, (client) => client.networks.create({ name: 'n' }))
    expect(network['provider:network_type']).toBe('vxlan')
    const ini = await readFile(join(labDirectory(other), 'lab.ini'), 'utf8')
    expect(ini).toContain('mechanism_drivers = linuxbridge,l2population')
    await labDown(other)
    const none = join(folder, 'none.ini')
    await writeFile(none, '[ml2]\nmechanism_drivers =\n')
    const { stderr, exitCode } = await netloom(['lab', 'up', '--name', other, '--config-file', none])
    expect(stderr).toMatch(/mechanism_drivers: names no driver, so no port could be bound/)
    expect(exitCode).toBe(2)
  }, 60_000)

  it('a lab whose files say keystone asks Keystone for clients, and keeps its own token', async () => {
    const file = join(folder, 'keystone.ini')
    // Nobody listens there.
    await writeFile(
      file,
      '[DEFAULT]\nauth_strategy = keystone\n[keystone_authtoken]\nauth_url = http://127.0.0.1:1\nusername = neutron\npassword = x\nproject_name = service\nuser_domain_name = Default\nproject_domain_name = Default\n',
    )
    const state = await labUp({ name: other, hosts: 1, configFiles: [file] })
    await withController(state, (client) => client.networks.create({ name: 'n' }))
    const { status } = await fetch(`http://127.0.0.1:${String(state.port)}/v2.0/networks`, {
      headers: { 'x-auth-token': 'of-keystone' },
    })
    expect(status).toBe(503)
    await labDown(other)
  }, 60_000)

  it('Ctrl-C in lab up takes back what was begun', async () => {
    const bin = fileURLToPath(new URL('../bin/netloom.mjs', import.meta.url))
    const child = spawn(process.execPath, [bin, 'lab', 'up', '--name', other, '--listen', '127.0.0.1:0'], {
      stdio: 'pipe',
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    while (!said.includes('controller and agents')) await sleep(20)
    await sleep(300)
    child.kill('SIGINT')
    const status = await new Promise((resolve) => child.once('exit', resolve))
    expect({ status, said }).toEqual({
      status: 130,
      said: expect.stringContaining('interrupted; what was begun is taken back') as string,
    })
    expect(await namespaces(`nl-${other}-`)).toEqual([])
    expect((await netloom(['lab', 'down', '--name', other])).exitCode).toBe(1)
  }, 60_000)
})

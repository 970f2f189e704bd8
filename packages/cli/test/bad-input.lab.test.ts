import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { execa } from 'execa'
import { labDirectory } from '../src/lab/state/lab-state.ts'
import { namespaces, newLabName, ownLinks, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { netloom } from './support/netloom.ts'

useTestState()
const lab = newLabName()
let folder: string
let links: readonly string[]

beforeAll(async () => {
  await reapDeadLabs()
  folder = await mkdtemp(join(tmpdir(), 'netloom-bad-'))
  // Read by a user who is not root, too.
  await chmod(folder, 0o755)
  links = await ownLinks()
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(async () => {
  expect(await namespaces(`nl-${lab}-`)).toEqual([])
  expect(await readdir(labDirectory(lab)).catch(() => [])).toEqual([])
  expect(await ownLinks()).toEqual(links)
})

async function ini(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

/** A PATH with just these tools. */
async function tools(name: string, scripts: Readonly<Record<string, string>>): Promise<string> {
  const path = join(folder, name)
  await mkdir(path, { recursive: true })
  await symlink('/bin/sh', join(path, 'sh')).catch(() => undefined)
  for (const [tool, script] of Object.entries(scripts)) await writeFile(join(path, tool), script, { mode: 0o755 })
  return path
}

/** `lab up` with one INI file. */
const upWith = (file: string): ReturnType<typeof netloom> =>
  netloom(['lab', 'up', '--name', lab, '--listen', '127.0.0.1:0', '--config-file', file])

describe('one line that names field, value and remedy, and nothing left behind', () => {
  it('a wrong INI value', async () => {
    const file = await ini('vni.ini', '[ml2]\ntype_drivers = vxlan\n[ml2_type_vxlan]\nvni_ranges = 100:x\n')
    const { exitCode, stderr } = await upWith(file)
    expect(stderr).toBe(
      `netloom: ${file}:4 [ml2_type_vxlan] vni_ranges = 100:x: is not a range; write min:max, for instance 1:1000`,
    )
    expect(exitCode).toBe(2)
  })

  it('a driver nobody knows', async () => {
    const file = await ini('driver.ini', '[ml2]\nmechanism_drivers = linuxbrigde\n')
    const { exitCode, stderr } = await upWith(file)
    expect(stderr).toMatch(
      /^netloom: .*driver\.ini:2 \[ml2\] mechanism_drivers = linuxbrigde: no such driver; found: linuxbridge, openvswitch, l2population; or install netloom-mech-linuxbrigde$/,
    )
    expect(exitCode).toBe(2)
  })

  it('too many hosts', async () => {
    const { exitCode, stderr } = await netloom(['lab', 'up', '--name', lab, '--hosts', '999999999'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: 'netloom: --hosts 999999999: a lab has 1 to 60 hosts' })
  })

  it('no ip command', async () => {
    const path = await tools('no-ip', {})
    for (const args of [['lab', 'up', '--name', lab, '--listen', '127.0.0.1:0'], ['check'], ['agent']]) {
      const { exitCode, stderr } = await netloom(args, { path })
      expect(stderr).toMatch(/^netloom: .*\bip\b.*no such command.*iproute2|^netloom: no `ip` command.*iproute2/)
      expect(exitCode).toBe(1)
    }
  })

  it('no root', async () => {
    for (const args of [['lab', 'up', '--name', lab], ['check'], ['agent']]) {
      const { exitCode, stderr } = await netloom(args, { uid: 65_534 })
      expect(stderr).toMatch(/^netloom: .*needs root.*sudo.*$/)
      expect(exitCode).toBe(1)
    }
  })

  it('a kernel without vxlan', async () => {
    const { stdout: ip } = await execa('sh', ['-c', 'command -v ip'])
    // The tool as it is, before a kernel that refuses the device type.
    const refusal = 'echo "Error: Unknown device type." >&2; echo "Command failed -:1" >&2; exit 2'
    const script = `#!/bin/sh
case "$*" in *-batch*) text=$(/usr/bin/cat); case "$text" in *"type vxlan"*) ${refusal};; esac
printf '%s\\n' "$text" | ${ip} "$@";; *) exec ${ip} "$@";; esac
`
    const path = `${await tools('no-vxlan', { ip: script })}:${process.env['PATH'] ?? ''}`
    const { exitCode, stderr } = await netloom(['lab', 'up', '--name', lab, '--listen', '127.0.0.1:0'], { path })
    expect(stderr).toMatch(
      /netloom: kernel \S+ makes no vxlan device \(.*Unknown device type.*\): load the module \(modprobe vxlan\)/,
    )
    expect(exitCode).toBe(1)
  })

  it('a local_ip that this host does not have', async () => {
    const file = await ini('ip.ini', '[vxlan]\nenable_vxlan = True\nlocal_ip = 203.0.113.77\n')
    const { exitCode, stderr } = await netloom(['agent', '--config-file', file])
    expect(stderr).toMatch(
      /^netloom: \S+ip\.ini:3 \[vxlan\] local_ip = 203\.0\.113\.77: is not an address of this host; .*$/,
    )
    expect(exitCode).toBe(2)
  })

  it('a store that cannot be written', async () => {
    const store = join(folder, 'none', 'store.sqlite')
    const { exitCode, stderr } = await netloom(['server', '--listen', '127.0.0.1:0', '--store', store])
    expect(stderr).toContain(`netloom: --store ${store}: `)
    expect(stderr).toContain('name a file in a folder that can be written')
    expect(exitCode).toBe(1)
  })

  it('a port that is taken', async () => {
    const taken = await listen()
    const address = `127.0.0.1:${String((taken.address() as AddressInfo).port)}`
    const store = join(folder, 'unused.sqlite')
    for (const args of [
      ['lab', 'up', '--name', lab],
      ['server', '--store', store],
    ]) {
      const { exitCode, stderr } = await netloom([...args, '--listen', address])
      expect(stderr).toBe(
        `netloom: --listen ${address}: somebody listens there already; name another port, or 0 for any free one`,
      )
      expect(exitCode).toBe(1)
    }
    taken.close()
    expect(await readdir(folder)).not.toContain('unused.sqlite')
  })

  it('a lab that is not up', async () => {
    for (const args of [['plan'], ['audit'], ['explain', 'x'], ['lab', 'status']]) {
      const { exitCode, stderr } = await netloom([...args, '--name', lab])
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: `netloom: no lab "${lab}" is up; start one with \`netloom lab up --name ${lab}\``,
      })
    }
  })
})

it('config check tells problems and warnings, and exits 2 for problems', async () => {
  const bad = await ini('check.ini', '[ml2]\npath_mtu = many\n[vxlan]\nl2_populatoin = True\n')
  const { exitCode, stdout } = await netloom(['config', 'check', '--json', bad])
  expect(exitCode).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    problems: [{ value: 'many' }],
    warnings: [{ remedy: 'did you mean l2_population?' }],
  })
  const good = await netloom(['config', 'check', await ini('good.ini', '[ml2]\nmechanism_drivers = linuxbridge\n')])
  expect(good).toMatchObject({
    exitCode: 0,
    stdout:
      'fine; drivers: type local, type flat, type vlan, type gre, type vxlan, type geneve, mechanism linuxbridge, service dhcp, service router, service security-groups, service metadata',
  })
})

it('check tells what works', async () => {
  const { exitCode, stdout } = await netloom(['check', '--json'])
  expect(exitCode).toBe(0)
  const report = JSON.parse(stdout) as { drivers: { driver: string; ok: boolean }[] }
  expect(report.drivers).toContainEqual({ driver: 'lab (linuxbridge)', ok: true, missing: [] })
})

it('tells its version', async () => {
  expect((await netloom(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+$/)
})

async function listen(): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

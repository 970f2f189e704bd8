import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const PACKAGES = fileURLToPath(new URL('../../../packages', import.meta.url))
const NETLOOM = join(PACKAGES, 'cli/bin/netloom.mjs')
const NAME = 'netloom-mech-floodbridge'

/** An operator's folder with the package in its node_modules, as `npm install` leaves it: nothing in it leads back to its sources. */
let folder: string
// As the command's own tests name theirs: what a killed run left is found and taken down.
const lab = `t_${process.pid.toString(16).padStart(8, '0')}${randomBytes(3).toString('hex')}`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-floodbridge-'))
  const installed = join(folder, 'node_modules', NAME)
  await mkdir(join(folder, 'node_modules/@netloom'), { recursive: true })
  await cp(join(PACKAGE, 'dist'), join(installed, 'dist'), { recursive: true })
  await cp(join(PACKAGE, 'package.json'), join(installed, 'package.json'))
  // Its peer is the command's own, as in one tree of npm's.
  for (const peer of ['core', 'dataplane'])
    await symlink(join(PACKAGES, peer), join(folder, 'node_modules/@netloom', peer))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies: { [NAME]: '*' } }))
})
afterAll(async () => {
  await netloom('lab', 'down', '--name', lab)
  await rm(folder, { recursive: true })
})

interface Finished {
  readonly exitCode: number
  readonly text: string
}

/** As typed in that folder. */
function netloom(...words: readonly string[]): Promise<Finished> {
  const env = { ...process.env, NETLOOM_STATE_DIR: join(folder, 'state') }
  return new Promise((resolve) => {
    execFile(process.execPath, [NETLOOM, ...words], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), text: error === null ? stdout : stderr.trim() })
    })
  })
}

it('carries a ping between two VMs of a lab that is built with --mechanism floodbridge', async () => {
  const topology = join(folder, 'topology.json')
  const vms = ['vm1', 'vm2'].map((name, index) => ({ name, host: `host${String(index + 1)}`, network: 'blue' }))
  await writeFile(topology, JSON.stringify({ networks: [{ name: 'blue', subnets: [{ cidr: '10.0.0.0/24' }] }], vms }))
  const readme = await readFile(join(PACKAGE, 'README.md'), 'utf8')
  const [, shown = ''] = /^sudo npx netloom lab up (.*)$/m.exec(readme) ?? []
  expect(shown).toBe('--mechanism floodbridge')
  const up = await netloom(
    ...['lab', 'up', '--name', lab, '--hosts', '2', ...shown.split(' '), '--no-dhcp'],
    ...['--listen', '127.0.0.1:0', '--topology', topology],
  )
  expect(up).toEqual({ exitCode: 0, text: expect.any(String) as string })
  const status = JSON.parse((await netloom('lab', 'status', '--json', '--name', lab)).text) as {
    readonly hosts: readonly { readonly mechanism: string }[]
    readonly vms: readonly { readonly name: string; readonly addresses: readonly string[] }[]
  }
  expect(status.hosts.map(({ mechanism }) => mechanism)).toEqual(['floodbridge', 'floodbridge'])
  const to = status.vms.find(({ name }) => name === 'vm2')?.addresses[0] ?? ''
  const ping = await netloom('lab', 'exec', '--name', lab, 'vm1', '--', 'ping', '-c', '3', '-W', '3', to)
  expect(ping).toMatchObject({ exitCode: 0, text: expect.stringContaining(' 0% packet loss') as string })
  // Neither of the command's own switches was loaded: the devices are this package's.
  const log = await readFile(join(folder, 'state', lab, 'agent-host1.log'), 'utf8')
  expect(log).toContain('port security is off on this host')
})

it('is offered by name when another is asked for', async () => {
  const { exitCode, text } = await netloom('lab', 'up', '--name', lab, '--mechanism', 'floodbrigde')
  expect({ exitCode, text }).toEqual({
    exitCode: 2,
    text: expect.stringMatching(
      /^netloom: --mechanism floodbrigde: no such switch; found: linuxbridge, openvswitch, floodbridge \(netloom-mech-floodbridge\); or install netloom-mech-floodbrigde$/,
    ) as string,
  })
})

import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startCapture } from '@netloom/testing/lab'
import { afterAll, beforeAll, expect, it } from 'vitest'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const PACKAGES = fileURLToPath(new URL('../../../packages', import.meta.url))
const NETLOOM = join(PACKAGES, 'cli/bin/netloom.mjs')
const [ICMP, UDP] = [1, 17]
const NAME = 'netloom-service-mirror'

const README = await readFile(join(PACKAGE, 'README.md'), 'utf8')
/** What its README shows to an operator. */
const block = (language: string, at = 0): string =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))][at]?.[1] ?? ''
/** Its commands without their comments, by what follows `netloom`: `lab up` → options. */
const COMMANDS = new Map(
  [...block('sh', 1).matchAll(/^(?:sudo )?npx netloom (lab up|\w+) ([^#\n]*)/gm)].map(([, name, words]) => [
    name,
    words,
  ]),
)

/** An operator's folder with the package in its node_modules, as `npm install` leaves it: nothing in it leads back to its sources. */
let folder: string
// As the command's own tests name theirs: what a killed run left is found and taken down.
const lab = `t_${process.pid.toString(16).padStart(8, '0')}${randomBytes(3).toString('hex')}`

interface LabStatus {
  readonly api: { readonly url: string; readonly token: string }
  readonly hosts: readonly { readonly name: string; readonly netns: string }[]
  readonly vms: readonly { name: string; netns: string; port_id: string; addresses: readonly string[] }[]
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-mirror-'))
  const installed = join(folder, 'node_modules', NAME)
  await mkdir(join(folder, 'node_modules/@netloom'), { recursive: true })
  await cp(join(PACKAGE, 'dist'), join(installed, 'dist'), { recursive: true })
  await cp(join(PACKAGE, 'package.json'), join(installed, 'package.json'))
  // Its peers are the command's own, as in one tree of npm's.
  for (const peer of ['api', 'core']) await symlink(join(PACKAGES, peer), join(folder, 'node_modules/@netloom', peer))
  await symlink(join(PACKAGES, 'api/node_modules/zod'), join(folder, 'node_modules/zod'))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies: { [NAME]: '*' } }))
})
afterAll(async () => {
  await netloom('lab', 'down', '--name', lab)
  await rm(folder, { recursive: true })
})

const env = (): NodeJS.ProcessEnv => ({ ...process.env, NETLOOM_STATE_DIR: join(folder, 'state') })

/** As typed in that folder. */
function netloom(...words: readonly string[]): Promise<{ readonly exitCode: number; readonly text: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [NETLOOM, ...words], { cwd: folder, env: env() }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), text: error === null ? stdout : stderr.trim() })
    })
  })
}

it('mirrors the pings of a VM to another one, in a lab that is built with --role l2,mirror', async () => {
  await writeFile(join(folder, 'neutron.conf'), block('ini'))
  await writeFile(join(folder, 'one.conf'), '[quotas]\nquota_mirror = 1\n')
  const shown = COMMANDS.get('lab up')?.trim().split(' ') ?? []
  const topology = join(folder, 'topology.json')
  const vms = ['vm1', 'vm2', 'vm3'].map((name) => ({ name, host: 'host1', network: 'blue' }))
  await writeFile(topology, JSON.stringify({ networks: [{ name: 'blue', subnets: [{ cidr: '10.0.0.0/24' }] }], vms }))
  const up = await netloom(
    ...['lab', 'up', '--name', lab, ...shown, '--hosts', '1', '--config-file', 'one.conf'],
    ...['--listen', '127.0.0.1:0', '--topology', topology],
  )
  expect(up).toEqual({ exitCode: 0, text: expect.any(String) as string })
  const status = JSON.parse((await netloom('lab', 'status', '--json', '--name', lab)).text) as LabStatus
  const call = async (method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> => {
    const url = `${status.api.url.replace(/\/v2\.0\/?$/, '')}/v2.0${path}`
    const headers = { 'x-auth-token': status.api.token, 'content-type': 'application/json' }
    const answer = await fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
  }
  const [vm1, vm2, vm3] = ['vm1', 'vm2', 'vm3'].map((name) => status.vms.find((vm) => vm.name === name)!)
  const [host] = status.hosts

  const wanted = { mirror: { source_port_id: vm1!.port_id, target_port_id: vm3!.port_id, direction: 'out' } }
  const [, sent = ''] = /-d '(.*)'/.exec(block('sh', 1)) ?? []
  expect(Object.keys((JSON.parse(sent) as typeof wanted).mirror)).toEqual(Object.keys(wanted.mirror))
  const made = await call('POST', '/mirrors', wanted)
  expect(made).toMatchObject({ status: 201, body: { mirror: { direction: 'out' } } })
  const { id } = (made.body as { mirror: { id: string } }).mirror
  // The agent says what it has made.
  for (;;) {
    const shown = (await call('GET', `/mirrors/${id}`)).body as { mirror: { status: string } }
    if (shown.mirror.status === 'ACTIVE') break
    expect(shown.mirror.status).toBe('BUILD')
    await sleep(50)
  }
  expect(await call('POST', '/mirrors', wanted)).toMatchObject({
    status: 409,
    body: { NeutronError: { type: 'OverQuota' } },
  })

  /** Types of the ICMP messages that vm3 gets while vm1 pings vm2 three times: 8 = request, 0 = reply. */
  const pings = async (): Promise<readonly (number | undefined)[]> => {
    const capture = await startCapture(vm3!.netns, 'icmp or udp port 9')
    const ping = await netloom(
      'lab',
      'exec',
      '--name',
      lab,
      'vm1',
      '--',
      'ping',
      '-c',
      '3',
      '-i',
      '0.1',
      vm2!.addresses[0]!,
    )
    expect(ping).toMatchObject({ exitCode: 0 })
    // Sent to vm3 itself, after the pings: when it is there, so is whatever was mirrored.
    const script = `import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"end", ("${vm3!.addresses[0]!}", 9))`
    await netloom('lab', 'exec', '--name', lab, 'vm2', '--', 'python3', '-c', script)
    await capture.until(({ payload }) => payload.type === 'ipv4' && payload.protocol === UDP)
    return (await capture.stop()).flatMap(({ direction, payload }) =>
      direction === 'in' && payload.type === 'ipv4' && payload.protocol === ICMP ? [payload.data[0]] : [],
    )
  }
  expect(await pings()).toEqual([8, 8, 8])
  await call('PUT', `/mirrors/${id}`, { mirror: { direction: 'in' } })
  await untilFilters(host!.netns, vm1!.port_id, { ingress: 0, egress: 1 })
  expect(await pings()).toEqual([0, 0, 0])
  expect((await call('DELETE', `/mirrors/${id}`)).status).toBe(204)
  await untilFilters(host!.netns, vm1!.port_id, { ingress: 0, egress: 0 })
  expect(await pings()).toEqual([])
  expect((await call('GET', '/extensions/port-mirroring')).status).toBe(200)
})

it.each(['server', 'agent'])('is started by `netloom %s` with options that the command has', async (name) => {
  const options = COMMANDS.get(name)?.match(/--[a-z-]+/g) ?? []
  const { text } = await netloom(name, '--help')
  expect(options.filter((option) => !text.includes(`${option} <`))).toEqual([])
  expect(options).toContain('--config-file')
})

/** Waits until a port's device has so many mirrors in each direction. */
async function untilFilters(netns: string, portId: string, wanted: Readonly<Record<string, number>>): Promise<void> {
  for (;;) {
    const counts = await Promise.all(Object.keys(wanted).map((hook) => filtersOn(netns, portId, hook)))
    if (counts.join() === Object.values(wanted).join()) return
    await sleep(50)
  }
}

function filtersOn(netns: string, portId: string, hook: string): Promise<number> {
  const words = ['-n', netns, '-j', 'filter', 'show', 'dev', `tap${portId.slice(0, 11)}`, hook]
  return new Promise((resolve) => {
    execFile('tc', words, (_, stdout) => {
      resolve(stdout.split('"mirred_action"').length - 1)
    })
  })
}

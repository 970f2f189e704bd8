import { stat } from 'node:fs/promises'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labDown } from '../../src/lab/lab-down.ts'
import { adminTokenFile } from '../../src/lab/state/lab-state.ts'
import { labStatus, type LabStatus } from '../../src/lab/lab-status.ts'
import { requireLab } from '../../src/lab/state/open-lab.ts'
import { newLabName, reapDeadLabs, useTestState } from '../support/lab-names.ts'
import { netloom, type Finished } from '../support/netloom.ts'
import { missing } from './client-python.ts'
import { OpenStack } from './openstack.ts'

useTestState()
const lab = newLabName()
const openstack = new OpenStack()
afterAll(async () => {
  if (missing === undefined) await openstack.close()
  await labDown(lab)
})
beforeAll(reapDeadLabs)

const ours = (...words: readonly string[]): Promise<Finished> => netloom(['lab', ...words, '--name', lab])
const exec = (vm: string, ...command: readonly string[]): Promise<Finished> =>
  netloom(['lab', 'exec', vm, '--name', lab, '--', ...command])

/** In a shell that has read `netloom lab env`, as the documentation says. */
async function shell(command: string): Promise<string> {
  const { stdout: env } = await ours('env')
  const { stdout, stderr, exitCode } = await execa('sh', ['-c', `eval "$ENV"; ${command}`], {
    reject: false,
    env: { ENV: env, OS_CLOUD: 'elsewhere', HOME: '/nonexistent' },
  })
  expect({ command, exitCode, stderr }).toEqual({ command, exitCode: 0, stderr: '' })
  return stdout
}

/** What such a shell gives to `openstack`. */
async function clientEnvironment(): Promise<Readonly<Record<string, string>>> {
  const lines = (await shell('env')).split('\n').filter((line) => line.startsWith('OS_'))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}

const addressOf = ({ vms }: LabStatus, name: string): string => vms.find((vm) => vm.name === name)?.addresses[0] ?? ''
async function everything(): Promise<readonly unknown[]> {
  const lists: unknown[] = []
  for (const kind of ['network', 'subnet', 'port']) lists.push(await openstack.list(`${kind} list`))
  return lists
}

// Every command of ours is a process: minutes on a machine that has other things to do.
describe.skipIf(missing !== undefined)('a lab driven with the openstack command', { timeout: 240_000 }, () => {
  it('starts with its API and an administrator’s token that nobody else reads', async () => {
    expect(await ours('up', '--no-dhcp', '--listen', '127.0.0.1:0')).toMatchObject({ exitCode: 0 })
    const { api } = await labStatus(lab)
    const answer = await fetch(`${api.url}/v2.0/networks`, { headers: { 'x-auth-token': api.token } })
    expect(answer.status).toBe(200)
    expect((await fetch(`${api.url}/v2.0/networks`)).status).toBe(401)
    expect((await stat(adminTokenFile(await requireLab(lab)))).mode & 0o777).toBe(0o600)
  })

  it('boots VMs on ports that openstack made; they reach each other', async () => {
    await shell('openstack network create blue')
    openstack.start(await clientEnvironment())
    await openstack.show('subnet create lan --network blue --subnet-range 10.50.0.0/24')
    const { id: web } = (await openstack.show('port create web --network blue')) as { readonly id: string }
    await openstack.show('port create db --network blue --fixed-ip subnet=lan,ip-address=10.50.0.80')
    expect(await ours('boot', 'vm1', '--port', web, '--host', 'host1')).toMatchObject({ exitCode: 0 })
    expect(await ours('boot', 'vm2', '--port', 'db', '--host', 'host2')).toMatchObject({ exitCode: 0 })
    expect(addressOf(await labStatus(lab), 'vm2')).toBe('10.50.0.80')
    expect(await exec('vm1', 'ping', '-c', '1', '-W', '3', '10.50.0.80')).toMatchObject({ exitCode: 0 })
    expect(await openstack.list('port list -c Name -c Status --sort-column Name')).toEqual([
      { Name: 'db', Status: 'ACTIVE' },
      { Name: 'web', Status: 'ACTIVE' },
    ])
    // of each host its switch's and its routers'
    expect(await openstack.list('network agent list')).toHaveLength(4)
  })

  it('has everything after the controller was killed and started again, and the same token', async () => {
    const before = await everything()
    const { api } = await labStatus(lab)
    expect(await ours('stop', 'controller', '--signal', 'KILL')).toMatchObject({ exitCode: 0 })
    expect((await labStatus(lab)).api.alive).toBe(false)
    expect(await exec('vm2', 'ping', '-c', '1', '-W', '3', addressOf(await labStatus(lab), 'vm1'))).toMatchObject({
      exitCode: 0,
    })
    expect(await ours('restart', 'controller', '--signal', 'KILL')).toMatchObject({ exitCode: 0 })
    expect(await everything()).toEqual(before)
    expect((await labStatus(lab)).api).toMatchObject({ url: api.url, token: api.token, alive: true })
    await openstack.show('port create third --network blue')
    expect(await ours('boot', 'vm3', '--port', 'third', '--host', 'host2')).toMatchObject({ exitCode: 0 })
    expect(await exec('vm3', 'ping', '-c', '1', '-W', '3', addressOf(await labStatus(lab), 'vm1'))).toMatchObject({
      exitCode: 0,
    })
  })
})

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labExec } from '../src/lab/lab-exec.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labUp } from '../src/lab/lab-up.ts'
import type { LabState } from '../src/lab/state/lab-state.ts'
import { withController } from '../src/lab/state/open-lab.ts'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

useTestState()

const USER_DATA = '#cloud-config\nhostname: fresh\n'

describe('the metadata address in a lab', () => {
  const lab = newLabName()
  let state: LabState
  beforeAll(async () => {
    await reapDeadLabs()
    state = await labUp({ name: lab, hosts: [{ name: 'host1', roles: ['l2', 'dhcp', 'metadata'] }, { name: 'host2' }] })
    await withController(state, async (client) => {
      const { id } = await client.networks.create({ name: 'blue' })
      await client.subnets.create({ network_id: id, ip_version: 4, cidr: '10.0.0.0/24', gateway_ip: null })
    })
    const file = join(state.directory, 'cloud-config')
    await writeFile(file, USER_DATA)
    await labBoot({ lab, name: 'vm1', network: 'blue', host: 'host1', dhcp: true, userData: file })
    await labBoot({ lab, name: 'vm2', network: 'blue', host: 'host2', dhcp: true })
  })
  afterAll(() => labDown(lab))

  const get = async (vm: string, path: string, ...headers: readonly string[]): Promise<string> => {
    const lies = headers.flatMap((header) => ['-H', header])
    const format = ['-w', '%{http_code}', '-s', '-m', '10', ...lies]
    return (await labExec(vm, ['curl', ...format, `http://169.254.169.254${path}`], lab)).stdout
  }

  it('tells a VM who it is, on whichever host it runs', async () => {
    for (const vm of ['vm1', 'vm2']) {
      await expect
        .poll(() => get(vm, '/openstack/latest/meta_data.json'), { timeout: 15_000 })
        .toContain(`"uuid":"${vm}"`)
      expect(await get(vm, '/latest/meta-data/local-hostname')).toBe(`${vm}200`)
    }
  })

  it('answers with the user data of the VM that has any', async () => {
    expect(await get('vm1', '/openstack/latest/user_data')).toBe(`${USER_DATA}200`)
    expect(await get('vm1', '/latest/user-data')).toBe(`${USER_DATA}200`)
    expect(await get('vm2', '/latest/user-data')).toMatch(/404$/)
  })

  it('believes no VM what it says of itself', async () => {
    const lies = ['X-Forwarded-For: 10.0.0.2', 'X-Neutron-Network-ID: forged', 'X-Neutron-Router-ID: forged']
    expect(await get('vm2', '/openstack/latest/meta_data.json', ...lies)).toContain('"uuid":"vm2"')
  })
})

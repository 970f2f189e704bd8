import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labRestart, labStop } from '../src/lab/lab-lifecycle.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { labApi } from './support/lab-api.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

useTestState()
const lab = newLabName()
const USER_DATA = '#cloud-config\nhostname: fresh\n'

const api = (method: string, path: string, body?: object): Promise<Record<string, { readonly id: string }>> =>
  labApi<Record<string, { readonly id: string }>>(lab, method, path, body)

const get = async (vm: string, path: string, ...lies: readonly string[]): Promise<string> => {
  const headers = lies.flatMap((lie) => ['-H', lie])
  const words = ['curl', '-w', '%{http_code}', '-s', '-m', '5', ...headers, `http://169.254.169.254${path}`]
  return (await labExec(vm, words, lab)).stdout
}
const META = '/openstack/latest/meta_data.json'

/** A network 10.0.0.0/24 behind a router of its own, without DHCP, and the VM 10.0.0.5 on it. */
async function isolated(name: string, host: string, userData?: string): Promise<string> {
  const { id: networkId } = (await api('POST', 'networks', { network: { name } }))['network']!
  const subnet = { network_id: networkId, ip_version: 4, cidr: '10.0.0.0/24', enable_dhcp: false }
  const { id: subnetId } = (await api('POST', 'subnets', { subnet }))['subnet']!
  const { id } = (await api('POST', 'routers', { router: { name } }))['router']!
  await api('PUT', `routers/${id}/add_router_interface`, { subnet_id: subnetId })
  const vm = `vm-${name}`
  await labBoot({ lab, name: vm, network: name, host, ip: '10.0.0.5', ...(userData !== undefined && { userData }) })
  await labExec(vm, ['ip', 'route', 'replace', 'default', 'via', '10.0.0.1'], lab)
  return id
}

describe('guests behind routers, in a lab without a DHCP agent', () => {
  let routers: readonly string[]
  beforeAll(async () => {
    await reapDeadLabs()
    const state = await labUp({
      name: lab,
      hosts: [
        { name: 'host1', roles: ['l2', 'l3', 'metadata'] },
        { name: 'host2', roles: ['l2', 'l3', 'metadata'] },
      ],
    })
    const file = join(state.directory, 'cloud-config')
    await writeFile(file, USER_DATA)
    routers = [await isolated('red', 'host1', file), await isolated('blue', 'host1')]
  })
  afterAll(() => labDown(lab))

  it.each(['red', 'blue'])(
    'answers the VM of network %s as itself, though both have the same address',
    async (name) => {
      await expect.poll(() => get(`vm-${name}`, META), { timeout: 15_000 }).toContain(`"uuid":"vm-${name}"`)
      expect(await get(`vm-${name}`, '/latest/meta-data/local-ipv4')).toBe('10.0.0.5200')
      expect(await get(`vm-${name}`, '/latest/meta-data/local-hostname')).toBe(`vm-${name}200`)
    },
  )

  it('gives user data to the VM that has any, and 404 to the other', async () => {
    expect(await get('vm-red', '/openstack/latest/user_data')).toBe(`${USER_DATA}200`)
    expect(await get('vm-blue', '/openstack/latest/user_data')).toMatch(/404$/)
  })

  it('believes no VM that names another router', async () => {
    const lies = ['X-Forwarded-For: 10.0.0.9', `X-Neutron-Router-ID: ${routers[0]!}`, 'X-Neutron-Network-ID: forged']
    expect(await get('vm-blue', META, ...lies)).toContain('"uuid":"vm-blue"')
  })

  it('says 503 while the metadata agents are killed, and answers again when they are back', async () => {
    for (const host of ['host1', 'host2']) await labStop(`metadata@${host}`, 'SIGKILL', lab)
    expect(await get('vm-red', META)).toMatch(/503$/)
    for (const host of ['host1', 'host2']) await labRestart(`metadata@${host}`, 'SIGTERM', lab)
    for (const name of ['red', 'blue'])
      await expect.poll(() => get(`vm-${name}`, META), { timeout: 15_000 }).toContain(`"uuid":"vm-${name}"`)
  })

  it('goes on answering while the L3 agents are killed', async () => {
    for (const host of ['host1', 'host2']) await labStop(`l3@${host}`, 'SIGKILL', lab)
    expect(await get('vm-blue', META)).toContain('"uuid":"vm-blue"')
    for (const host of ['host1', 'host2']) await labRestart(`l3@${host}`, 'SIGTERM', lab)
    expect(await get('vm-blue', META)).toContain('"uuid":"vm-blue"')
  })

  it('answers a VM of a network that joins a router later, and not of one that leaves it', async () => {
    const { id } = (await api('POST', 'networks', { network: { name: 'green' } }))['network']!
    const subnet = { network_id: id, ip_version: 4, cidr: '10.9.0.0/24', enable_dhcp: false }
    const { id: subnetId } = (await api('POST', 'subnets', { subnet }))['subnet']!
    await labBoot({ lab, name: 'vm-green', network: 'green', host: 'host2', ip: '10.9.0.5' })
    await labExec('vm-green', ['ip', 'route', 'replace', 'default', 'via', '10.9.0.1'], lab)
    expect(await get('vm-green', META)).toBe('000')
    await api('PUT', `routers/${routers[0]!}/add_router_interface`, { subnet_id: subnetId })
    await expect.poll(() => get('vm-green', META), { timeout: 15_000 }).toContain('"uuid":"vm-green"')
    await api('PUT', `routers/${routers[0]!}/remove_router_interface`, { subnet_id: subnetId })
    await expect.poll(() => get('vm-green', META), { timeout: 15_000 }).toBe('000')
  })
})

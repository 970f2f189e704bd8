import { describe, expect, it } from 'vitest'
import { GuestDirectory } from '../src/agent/guest-directory.ts'
import type { MetadataProvider, MetadataRequest } from '../src/provider/metadata-answer.ts'
import { RateLimit } from '../src/agent/rate-limit.ts'
import { serveGuest } from '../src/agent/serve-guest.ts'
import { OwnProvider } from '../src/provider/own-provider.ts'
import type { AskingPortItem } from '../src/wire/metadata-topics.ts'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const guest: AskingPortItem = {
  portId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  networkId: 'n1',
  instanceId: 'vm-1',
  projectId: 'p1',
  name: 'Web 1',
  macAddress: 'fa:16:3e:00:00:07',
  addresses: ['10.0.0.7', 'fd00::7'],
}
const directory = new GuestDirectory()
directory.setNetwork('n1', [guest])
directory.setNetwork('n2', [])
directory.setRouter('r1', ['n2', 'n1'])

const silent = (): void => undefined
const logger = { debug: silent, info: silent, warn: silent, error: silent }
const request: MetadataRequest = { method: 'GET', path: '/openstack/latest/meta_data.json', body: Buffer.alloc(0) }
const nobody: MetadataProvider = {
  answer: ({ instanceId }) => Promise.resolve({ status: 200, contentType: 't', body: instanceId }),
}
const ask = async (
  headers: Record<string, string>,
  serving: Partial<Parameters<typeof serveGuest>[0]> = {},
): Promise<string> => {
  const { status, body } = await serveGuest({ directory, provider: nobody, logger, ...serving }, headers, request)
  return `${String(status)} ${body.toString().trim()}`
}

describe('a metadata request', () => {
  it.each([
    ['by network and address', { 'x-neutron-network-id': 'n1', 'x-forwarded-for': '10.0.0.7' }, '200 vm-1'],
    ['by router and address', { 'x-neutron-router-id': 'r1', 'x-forwarded-for': '10.0.0.7' }, '200 vm-1'],
    [
      'from an IPv4 address in IPv6',
      { 'x-neutron-network-id': 'n1', 'x-forwarded-for': '::ffff:10.0.0.7' },
      '200 vm-1',
    ],
    [
      'from the link-local address of its MAC',
      { 'x-neutron-network-id': 'n1', 'x-forwarded-for': 'fe80::f816:3eff:fe00:7%ns-1' },
      '200 vm-1',
    ],
    ['from another spelling', { 'x-neutron-network-id': 'n1', 'x-forwarded-for': 'FD00:0:0::7' }, '200 vm-1'],
    ['of an unknown address', { 'x-neutron-network-id': 'n1', 'x-forwarded-for': '10.0.0.8' }, '404 Not Found'],
    ['of an unknown network', { 'x-neutron-network-id': 'n3', 'x-forwarded-for': '10.0.0.7' }, '404 Not Found'],
    ['of an unknown router', { 'x-neutron-router-id': 'r2', 'x-forwarded-for': '10.0.0.7' }, '404 Not Found'],
    [
      'that names both',
      { 'x-neutron-network-id': 'n1', 'x-neutron-router-id': 'r1', 'x-forwarded-for': '10.0.0.7' },
      '404 Not Found',
    ],
    ['that names neither', { 'x-forwarded-for': '10.0.0.7' }, '400 Bad Request'],
    ['without an address', { 'x-neutron-network-id': 'n1' }, '400 Bad Request'],
    [
      'with a forged address in front',
      { 'x-neutron-network-id': 'n1', 'x-forwarded-for': '10.0.0.7, 10.0.0.9' },
      '400 Bad Request',
    ],
  ])('%s gets its answer', async (_what, headers, answer) => {
    expect(await ask(headers)).toBe(answer)
  })

  it('is tried once more with the guest that has the address now when the first is not found', async () => {
    const moving = new GuestDirectory()
    moving.setNetwork('n1', [guest])
    const asked: string[] = []
    const provider: MetadataProvider = {
      answer: ({ instanceId }) => {
        asked.push(instanceId)
        moving.setNetwork('n1', [{ ...guest, instanceId: 'vm-2' }])
        return Promise.resolve({ status: instanceId === 'vm-2' ? 200 : 404, contentType: 't', body: instanceId })
      },
    }
    const headers = { 'x-neutron-network-id': 'n1', 'x-forwarded-for': '10.0.0.7' }
    expect(await ask(headers, { directory: moving, provider })).toBe('200 vm-2')
    expect(asked).toEqual(['vm-1', 'vm-2'])
  })

  it('beyond the limit of its guest gets 429, and others theirs', async () => {
    let now = 0
    const limit = new RateLimit(2, 10, () => now)
    const headers = { 'x-neutron-network-id': 'n1', 'x-forwarded-for': '10.0.0.7' }
    for (const status of ['200', '200', '429']) expect(await ask(headers, { limit })).toContain(status)
    expect(await ask({ ...headers, 'x-forwarded-for': 'fd00::7' }, { limit })).toContain('200')
    now = 10_001
    expect(await ask(headers, { limit })).toContain('200')
  })
})

describe('our own metadata', () => {
  const get = async (path: string, provider = new OwnProvider()): Promise<string> => {
    const { status, body } = await provider.answer(guest, { ...request, path }, '10.0.0.7')
    return `${String(status)} ${body.toString().trim()}`
  }

  it.each([
    [
      '/',
      '200 1.0\n2007-01-19\n2007-03-01\n2007-08-29\n2007-10-10\n2007-12-15\n2008-02-01\n2008-09-01\n2009-04-04\nlatest',
    ],
    ['/latest', '200 meta-data/'],
    ['/2009-04-04/', '200 meta-data/'],
    ['/latest/meta-data/block-device-mapping/', '200 ami\nroot'],
    [
      '/openstack',
      '200 2012-08-10\n2013-04-04\n2013-10-17\n2015-10-15\n2016-06-30\n2016-10-06\n2017-02-22\n2018-08-27\n2020-10-14\nlatest',
    ],
    ['/openstack/2012-08-10/', '200 meta_data.json'],
    ['/openstack/2013-10-17', '200 meta_data.json\nvendor_data.json'],
    ['/openstack/latest/', '200 meta_data.json\nnetwork_data.json\nvendor_data.json\nvendor_data2.json'],
    ['/openstack/2012-08-10/network_data.json', '404 Not Found'],
    ['/openstack/1999-01-01/meta_data.json', '404 Not Found'],
    ['/1999-01-01/meta-data/', '404 Not Found'],
    ['//latest//meta-data//hostname', '200 web-1'],
    ['/latest/meta-data/hostname?recursive=true', '200 web-1'],
    ['/latest/meta-data/local-ipv4', '200 10.0.0.7'],
    ['/latest/meta-data/hostname', '200 web-1'],
    ['/2009-04-04/meta-data/placement/', '200 availability-zone'],
    ['/latest/user-data', '404 Not Found'],
    ['/openstack/latest/user_data', '404 Not Found'],
    ['/latest/meta-data/nothing', '404 Not Found'],
    ['/openstack/latest/vendor_data.json', '200 {}'],
  ])('answers %s', async (path, answer) => {
    expect(await get(path)).toBe(answer)
  })

  it('lists what is below', async () => {
    const listed = (await get('/latest/meta-data/')).split('\n')
    expect(listed).toEqual(expect.arrayContaining(['hostname', 'instance-type', 'placement/']))
    expect(await get('/openstack')).toContain('latest')
    expect(await get('/openstack/latest')).toContain('meta_data.json')
  })

  it('says who the guest is, as OpenStack’s data source reads it', async () => {
    const answer = await get('/openstack/latest/meta_data.json')
    expect(JSON.parse(answer.slice(4))).toMatchObject({ uuid: 'vm-1', project_id: 'p1', hostname: 'web-1' })
  })

  it('answers cloud-init in the order in which its OpenStack data source asks', async () => {
    const versions = (await get('/openstack')).slice(4).split('\n')
    // The newest of those that it knows.
    const version = ['2018-08-27', '2016-10-06'].find((one) => versions.includes(one))
    expect(version).toBe('2018-08-27')
    const asked = ['meta_data.json', 'user_data', 'vendor_data.json', 'vendor_data2.json', 'network_data.json']
    const found = await Promise.all(asked.map((name) => get(`/openstack/${version!}/${name}`)))
    expect(found.map((text) => text.slice(0, 3))).toEqual(['200', '404', '200', '200', '200'])
    const [meta, , , , network] = found.map((text) =>
      text.startsWith('200') ? (JSON.parse(text.slice(4)) as unknown) : '',
    )
    expect(Buffer.from((meta as { readonly random_seed: string }).random_seed, 'base64')).toHaveLength(512)
    expect(network).toMatchObject({
      links: [{ ethernet_mac_address: 'fa:16:3e:00:00:07', vif_id: guest.portId }],
      networks: [{ network_id: 'n1', type: 'ipv4_dhcp' }],
    })
    // What is Amazon's it crawls, name by name.
    const crawl = async (path: string): Promise<readonly string[]> => {
      const names = (await get(path)).slice(4).split('\n')
      const below = names.map((name) => (name.endsWith('/') ? crawl(`${path}${name}`) : Promise.resolve([path + name])))
      return (await Promise.all(below)).flat()
    }
    const leaves = await crawl('/latest/meta-data/')
    expect(leaves).toContain('/latest/meta-data/placement/availability-zone')
    for (const leaf of leaves) expect(await get(leaf)).toMatch(/^200 ./)
  })

  it('has the user data of a guest, and of no other: none of another project that names its instance', async () => {
    const userData = await mkdtemp(join(tmpdir(), 'netloom-user-data-'))
    try {
      await mkdir(join(userData, 'p1'))
      await writeFile(join(userData, 'p1', 'vm-1'), '#cloud-config\n')
      const provider = new OwnProvider({ userData })
      expect(await get('/openstack/latest/user_data', provider)).toBe('200 #cloud-config')
      expect(await get('/latest/user-data', provider)).toBe('200 #cloud-config')
      expect(await get('/latest', provider)).toBe('200 meta-data/\nuser-data')
      for (const change of [{ instanceId: '../vm-1' }, { projectId: 'p2' }, { projectId: '..', instanceId: 'p1' }]) {
        const other = { ...guest, ...change }
        expect((await provider.answer(other, { ...request, path: '/latest/user-data' }, '10.0.0.7')).status).toBe(404)
      }
    } finally {
      await rm(userData, { recursive: true })
    }
  })

  it('gives user data of 49,151 bytes, and says 500 for more', async () => {
    const userData = await mkdtemp(join(tmpdir(), 'netloom-user-data-'))
    try {
      await mkdir(join(userData, 'p1'))
      const provider = new OwnProvider({ userData })
      await writeFile(join(userData, 'p1', 'vm-1'), 'x'.repeat(49_151))
      expect(await get('/latest/user-data', provider)).toHaveLength(49_155)
      await writeFile(join(userData, 'p1', 'vm-1'), 'x'.repeat(49_152))
      expect(await get('/latest/user-data', provider)).toBe('500 user data of more than 49151 bytes')
    } finally {
      await rm(userData, { recursive: true })
    }
  })
})

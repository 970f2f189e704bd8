import { describe, expect, it } from 'vitest'
import { GuestDirectory } from '../src/agent/guest-directory.ts'
import type { MetadataProvider, MetadataRequest } from '../src/provider/metadata-answer.ts'
import { RateLimit } from '../src/agent/rate-limit.ts'
import { serveGuest } from '../src/agent/serve-guest.ts'
import { OwnProvider } from '../src/provider/own-provider.ts'
import type { AskingPortItem } from '../src/wire/metadata-topics.ts'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
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
      '400 Bad Request',
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
    ['/', '200 1.0\n2007-01-19\n2008-02-01\n2009-04-04\nlatest\nopenstack'],
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

  it('has the user data of a guest, and of no other', async () => {
    const userData = await mkdtemp(join(tmpdir(), 'netloom-user-data-'))
    try {
      await writeFile(join(userData, 'vm-1'), '#cloud-config\n')
      const provider = new OwnProvider({ userData })
      expect(await get('/openstack/latest/user_data', provider)).toBe('200 #cloud-config')
      expect(await get('/latest/user-data', provider)).toBe('200 #cloud-config')
      const other = { ...guest, instanceId: '../vm-1' }
      expect((await provider.answer(other, { ...request, path: '/latest/user-data' }, '10.0.0.7')).status).toBe(404)
    } finally {
      await rm(userData, { recursive: true })
    }
  })
})

import { adminContext } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readRows } from '../invariants/rows.ts'
import { rowProblems } from '../invariants/row-problems.ts'
import { startApi, type Answer, type Api } from '../support/start-api.ts'

const RIVALS = 200
const store = sqliteStore(':memory:')
let api: Api
let networkId = ''
let subnetId = ''

beforeAll(async () => {
  api = await startApi({ store })
})
afterAll(() => api.close())
beforeEach(async () => {
  networkId = ((await api.call('POST', '/networks', { network: {} })).body as Made).network.id
  const subnet = { network_id: networkId, ip_version: 4, cidr: '10.0.0.0/22' }
  subnetId = ((await api.call('POST', '/subnets', { subnet })).body as Made).subnet.id
})

interface Made {
  readonly network: Shown
  readonly subnet: Shown
  readonly port: Shown
}
interface Shown {
  readonly id: string
  readonly revision_number: number
}

/** All at once; the answers of those who lost. Exactly one wins. */
async function race(one: (rival: number) => Promise<Answer>): Promise<readonly string[]> {
  const answers = await Promise.all(Array.from({ length: RIVALS }, (_, rival) => one(rival)))
  const winners = answers.filter(({ status }) => status < 300)
  expect(winners).toHaveLength(1)
  expect(rowProblems(await readRows(store))).toEqual([])
  const losers = answers.filter(({ status }) => status >= 300)
  return [...new Set(losers.map(({ status, body }) => `${String(status)} ${(body as Refused).NeutronError.type}`))]
}

interface Refused {
  readonly NeutronError: { readonly type: string }
}

const post = (name: string, plural: string, body: object, headers = {}): Promise<Answer> =>
  api.call('POST', `/${plural}`, { [name]: body }, 'admin@admin', headers)

describe(`${String(RIVALS)} requests that want the same`, () => {
  it('address: one gets it', async () => {
    const fixed_ips = [{ subnet_id: subnetId, ip_address: '10.0.0.77' }]
    expect(await race(() => post('port', 'ports', { network_id: networkId, fixed_ips }))).toEqual([
      '409 IpAddressAlreadyAllocated',
    ])
  })

  it('MAC address: one gets it', async () => {
    const mac_address = 'fa:16:3e:12:34:56'
    expect(await race(() => post('port', 'ports', { network_id: networkId, mac_address }))).toEqual([
      '409 MacAddressInUse',
    ])
  })

  it('VNI: one gets it', async () => {
    const segment = { 'provider:network_type': 'vxlan', 'provider:segmentation_id': 60_001 }
    expect(await race(() => post('network', 'networks', segment))).toEqual(['409 TunnelIdInUse'])
  })

  it('physical network, whole: one gets it', async () => {
    const segment = { 'provider:network_type': 'flat', 'provider:physical_network': 'physnet9' }
    expect(await race(() => post('network', 'networks', segment))).toEqual(['409 FlatNetworkInUse'])
  })

  it('id: one gets it', async () => {
    const id = '11111111-2222-4333-8444-555555555555'
    const attempts = Array.from({ length: RIVALS }, () => api.netloom.networks.create(adminContext(), { id }))
    const results = await Promise.allSettled(attempts)
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
    expect(refusals).toHaveLength(RIVALS - 1)
    for (const refusal of refusals) expect(refusal).toMatchObject({ status: 409, code: 'DuplicateId' })
    expect(rowProblems(await readRows(store))).toEqual([])
  })

  it('last address of a pool: one gets it', async () => {
    const cidr = '10.9.0.0/30'
    const made = (await api.call('POST', '/networks', { network: {} })).body as Made
    const network_id = made.network.id
    await post('subnet', 'subnets', { network_id, ip_version: 4, cidr })
    expect(await race(() => post('port', 'ports', { network_id }))).toEqual(['409 IpAddressGenerationFailure'])
  })

  it('prefix of a network: one gets it', async () => {
    const subnet = { network_id: networkId, ip_version: 4, cidr: '10.7.0.0/24' }
    expect(await race(() => post('subnet', 'subnets', subnet))).toEqual(['400 InvalidInput'])
  })

  it('revision to change: one changes it', async () => {
    const made = (await post('port', 'ports', { network_id: networkId })).body as Made
    const { id, revision_number } = made.port
    const headers = { 'if-match': `revision_number=${String(revision_number)}` }
    const change = (rival: number): Promise<Answer> =>
      api.call('PUT', `/ports/${id}`, { port: { name: `rival ${String(rival)}` } }, 'admin@admin', headers)
    expect(await race(change)).toEqual(['412 RevisionNumberConstraintFailed'])
  })

  it('object to delete: one deletes it', async () => {
    const made = (await post('port', 'ports', { network_id: networkId })).body as Made
    const { id } = made.port
    expect(await race(() => api.call('DELETE', `/ports/${id}`))).toEqual(['404 PortNotFound'])
  })

  it('last unit of a quota: one gets it', async () => {
    await api.netloom.quotas.update(adminContext(), 'racers', { network: 1 })
    expect(await race(() => api.call('POST', '/networks', { network: {} }, 'member@racers'))).toEqual(['409 OverQuota'])
  })
})

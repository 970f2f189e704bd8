import { adminContext } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { groupProblems } from '../invariants/group-problems.ts'
import { readGroupRows } from '../invariants/group-rows.ts'
import { readRows } from '../invariants/rows.ts'
import { rowProblems } from '../invariants/row-problems.ts'
import { startApi, type Answer, type Api } from '../support/start-api.ts'
import { WITH_SERVICES } from '../support/with-services.ts'

const RIVALS = 200

interface Made {
  readonly network: Shown
  readonly subnet: Shown
  readonly port: Shown
}
interface Shown {
  readonly id: string
  readonly revision_number: number
}

interface Refused {
  readonly NeutronError: { readonly type: string }
}

/** Two hundred requests at once, to one controller or to several that share a database: one is enough for one thing. */
export function describeRaces(where: string, open: () => Promise<readonly Store[]>): void {
  describe(`${String(RIVALS)} requests to ${where} that want the same`, () => {
    let apis: readonly Api[] = []
    let networkId = ''
    let subnetId = ''
    /** The controller that the n-th rival asks. */
    const at = (rival: number): Api => apis[rival % apis.length] as Api
    const checked = async (): Promise<readonly string[]> => {
      const [store] = stores as readonly [Store]
      const rows = await readRows(store)
      return [...rowProblems(rows), ...groupProblems(rows, await readGroupRows(store))]
    }
    let stores: readonly Store[] = []

    beforeAll(async () => {
      stores = await open()
      apis = await Promise.all(stores.map((store) => startApi({ ...WITH_SERVICES, store })))
    })
    afterAll(async () => {
      for (const api of apis) await api.close()
    })
    beforeEach(async () => {
      networkId = ((await at(0).call('POST', '/networks', { network: {} })).body as Made).network.id
      const subnet = { network_id: networkId, ip_version: 4, cidr: '10.0.0.0/22' }
      subnetId = ((await at(0).call('POST', '/subnets', { subnet })).body as Made).subnet.id
    })

    /** All at once; the answers of those who lost. Exactly one wins. */
    async function race(one: (rival: number) => Promise<Answer>): Promise<readonly string[]> {
      const answers = await Promise.all(Array.from({ length: RIVALS }, (_, rival) => one(rival)))
      const winners = answers.filter(({ status }) => status < 300)
      expect(winners).toHaveLength(1)
      expect(await checked()).toEqual([])
      const losers = answers.filter(({ status }) => status >= 300)
      return [...new Set(losers.map(({ status, body }) => `${String(status)} ${(body as Refused).NeutronError.type}`))]
    }

    const post = (rival: number, name: string, plural: string, body: object): Promise<Answer> =>
      at(rival).call('POST', `/${plural}`, { [name]: body })

    it('address: one gets it', async () => {
      const fixed_ips = [{ subnet_id: subnetId, ip_address: '10.0.0.77' }]
      expect(await race((rival) => post(rival, 'port', 'ports', { network_id: networkId, fixed_ips }))).toEqual([
        '409 IpAddressAlreadyAllocated',
      ])
    })

    it('MAC address: one gets it', async () => {
      const mac_address = 'fa:16:3e:12:34:56'
      expect(await race((rival) => post(rival, 'port', 'ports', { network_id: networkId, mac_address }))).toEqual([
        '409 MacAddressInUse',
      ])
    })

    it('VNI: one gets it', async () => {
      const segment = { 'provider:network_type': 'vxlan', 'provider:segmentation_id': 60_001 }
      expect(await race((rival) => post(rival, 'network', 'networks', segment))).toEqual(['409 TunnelIdInUse'])
    })

    it('physical network, whole: one gets it', async () => {
      const segment = { 'provider:network_type': 'flat', 'provider:physical_network': 'physnet9' }
      expect(await race((rival) => post(rival, 'network', 'networks', segment))).toEqual(['409 FlatNetworkInUse'])
    })

    it('id: one gets it', async () => {
      const id = '11111111-2222-4333-8444-555555555555'
      const attempts = Array.from({ length: RIVALS }, (_, rival) =>
        at(rival).netloom.networks.create(adminContext(), { id }),
      )
      const results = await Promise.allSettled(attempts)
      const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
      expect(refusals).toHaveLength(RIVALS - 1)
      for (const refusal of refusals) expect(refusal).toMatchObject({ status: 409, code: 'DuplicateId' })
      expect(await checked()).toEqual([])
    })

    it('last address of a pool: one gets it', async () => {
      const cidr = '10.9.0.0/30'
      const made = (await at(0).call('POST', '/networks', { network: {} })).body as Made
      const network_id = made.network.id
      await post(0, 'subnet', 'subnets', { network_id, ip_version: 4, cidr })
      expect(await race((rival) => post(rival, 'port', 'ports', { network_id }))).toEqual([
        '409 IpAddressGenerationFailure',
      ])
    })

    it('prefix of a network: one gets it', async () => {
      const subnet = { network_id: networkId, ip_version: 4, cidr: '10.7.0.0/24' }
      expect(await race((rival) => post(rival, 'subnet', 'subnets', subnet))).toEqual(['400 InvalidInput'])
    })

    it('revision to change: one changes it', async () => {
      const made = (await post(0, 'port', 'ports', { network_id: networkId })).body as Made
      const { id, revision_number } = made.port
      const headers = { 'if-match': `revision_number=${String(revision_number)}` }
      const change = (rival: number): Promise<Answer> =>
        at(rival).call('PUT', `/ports/${id}`, { port: { name: `rival ${String(rival)}` } }, 'admin@admin', headers)
      expect(await race(change)).toEqual(['412 RevisionNumberConstraintFailed'])
    })

    it('object to delete: one deletes it', async () => {
      const made = (await post(0, 'port', 'ports', { network_id: networkId })).body as Made
      const { id } = made.port
      expect(await race((rival) => at(rival).call('DELETE', `/ports/${id}`))).toEqual(['404 PortNotFound'])
    })

    it('last unit of a quota: one gets it', async () => {
      await at(0).netloom.quotas.update(adminContext(), 'racers', { network: 1 })
      expect(await race((rival) => at(rival).call('POST', '/networks', { network: {} }, 'member@racers'))).toEqual([
        '409 OverQuota',
      ])
    })
  })
}

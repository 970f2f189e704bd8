import { adminContext } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupProblems } from '../invariants/group-problems.ts'
import { readGroupRows } from '../invariants/group-rows.ts'
import { readRows } from '../invariants/rows.ts'
import { startApi, type Answer, type Api, type Who } from '../support/start-api.ts'
import { WITH_SERVICES } from '../support/with-services.ts'

const RIVALS = 60
const A: Who = 'member@a'
const B: Who = 'member@b'

/** Requests at once about security groups that cannot all be: whoever wins, what is left goes together. */
export function describeGroupRaces(where: string, open: () => Promise<readonly Store[]>): void {
  describe(`${String(RIVALS)} requests to ${where}`, () => {
    let apis: readonly Api[] = []
    let stores: readonly Store[] = []
    let networkId = ''
    const at = (rival: number): Api => apis[rival % apis.length] as Api

    beforeAll(async () => {
      stores = await open()
      apis = await Promise.all(stores.map((store) => startApi({ ...WITH_SERVICES, store })))
      networkId = await made('networks', 'network', { shared: true }, 'admin@admin')
      await at(0).netloom.quotas.update(adminContext(), 'a', { port: -1, security_group: -1 })
    })
    afterAll(async () => {
      for (const api of apis) await api.close()
    })

    async function made(plural: string, name: string, body: object, who: Who = A): Promise<string> {
      const { status, body: answer } = await at(0).call('POST', `/${plural}`, { [name]: body }, who)
      expect(status).toBe(201)
      return (answer as Readonly<Record<string, { readonly id: string }>>)[name]?.id ?? ''
    }
    const group = (who: Who = A): Promise<string> => made('security-groups', 'security_group', { name: 'g' }, who)
    const told = ({ status, body }: Answer): string =>
      [String(status), (body as { NeutronError?: { type: string } } | undefined)?.NeutronError?.type ?? '']
        .join(' ')
        .trim()
    /** All at once, one of them the other request; what was said, and that the store is sound. */
    async function race(
      one: (rival: number) => Promise<Answer>,
      other: (rival: number) => Promise<Answer>,
    ): Promise<{ readonly many: ReadonlySet<string>; readonly single: string }> {
      const odd = RIVALS / 2
      const answers = await Promise.all(
        Array.from({ length: RIVALS }, (_, rival) => (rival === odd ? other(rival) : one(rival))),
      )
      const [store] = stores as readonly [Store]
      expect(groupProblems(await readRows(store), await readGroupRows(store))).toEqual([])
      const many = answers.filter((_, rival) => rival !== odd)
      return { many: new Set(many.map(told)), single: told(answers[odd] as Answer) }
    }
    const portIn = (id: string, who: Who) => (rival: number) =>
      at(rival).call('POST', '/ports', { port: { network_id: networkId, security_groups: [id] } }, who)

    it('that need a default group find one', async () => {
      const asks = [
        (rival: number) => at(rival).call('GET', '/security-groups', undefined, 'member@fresh'),
        (rival: number) => at(rival).call('POST', '/ports', { port: { network_id: networkId } }, 'member@fresh'),
        (rival: number) => at(rival).call('POST', '/networks', { network: {} }, 'member@fresh'),
        (rival: number) => at(rival).call('GET', '/security-group-rules', undefined, 'member@fresh'),
      ] as const
      const { many } = await race(
        (rival) => (asks[Math.floor(rival / apis.length) % asks.length] ?? asks[0])(rival),
        (rival) => at(rival).call('POST', '/security-groups', { security_group: { name: 'x' } }, 'member@fresh'),
      )
      expect([...many].sort()).toEqual(['200', '201'])
      const { body } = await at(1).call('GET', '/security-groups?name=default', undefined, 'member@fresh')
      expect((body as { security_groups: readonly unknown[] }).security_groups).toHaveLength(1)
    })

    it('of ports that come into a group, and its end: no port is in a group that is gone', async () => {
      const id = await group()
      const { many, single } = await race(portIn(id, A), (rival) =>
        at(rival).call('DELETE', `/security-groups/${id}`, undefined, A),
      )
      if (single === '204') expect(many).toContain('404 SecurityGroupNotFound')
      else expect([single, ...many]).toEqual(['409 SecurityGroupInUse', '201'])
    })

    it('of ports that come into a group, and its change to one without state: the port or the change', async () => {
      const id = await group()
      const { single } = await race(portIn(id, A), (rival) =>
        at(rival).call('PUT', `/security-groups/${id}`, { security_group: { stateful: false } }, A),
      )
      expect(['200', '409 SecurityGroupInUse']).toContain(single)
    })

    it('of ports that come into another project’s group, and the end of its sharing: the ports or the end', async () => {
      const id = await group(B)
      const policy = { object_type: 'security_group', object_id: id, action: 'access_as_shared', target_tenant: 'a' }
      const policyId = await made('rbac-policies', 'rbac_policy', policy, B)
      const { many, single } = await race(portIn(id, A), (rival) =>
        at(rival).call('DELETE', `/rbac-policies/${policyId}`, undefined, B),
      )
      if (single === '204') expect([...many]).toEqual(['404 SecurityGroupNotFound'])
      else expect(single).toBe('409 RbacPolicyInUse')
    })

    it('for one rule, and for the end of the group that it names: it is made once, or not at all', async () => {
      const [id, remote_group_id] = [await group(), await group()]
      const rule = { security_group_id: id, direction: 'ingress', remote_group_id }
      const { many, single } = await race(
        (rival) => at(rival).call('POST', '/security-group-rules', { security_group_rule: rule }, A),
        (rival) => at(rival).call('DELETE', `/security-groups/${remote_group_id}`, undefined, A),
      )
      expect(single).toBe('204')
      const usual = ['201', '404 SecurityGroupNotFound', '409 SecurityGroupRuleExists']
      expect([...many].filter((one) => !usual.includes(one))).toEqual([])
    })

    it('for rules that name an address group, and its end: the rules or the end', async () => {
      const id = await made('address-groups', 'address_group', { addresses: ['10.0.0.0/8'] })
      const groupId = await group()
      const rule = { security_group_id: groupId, direction: 'ingress', remote_address_group_id: id, protocol: 'tcp' }
      const { many, single } = await race(
        (rival) => {
          const port = { port_range_min: 1 + rival, port_range_max: 1 + rival }
          return at(rival).call('POST', '/security-group-rules', { security_group_rule: { ...rule, ...port } }, A)
        },
        (rival) => at(rival).call('DELETE', `/address-groups/${id}`, undefined, A),
      )
      if (single === '204') expect([...many]).toEqual(['404 AddressGroupNotFound'])
      else expect([single, ...many]).toEqual(['409 AddressGroupInUse', '201'])
    })
  })
}

import { DEFAULT_QUOTAS } from '@netloom/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type Api } from '../support/start-api.ts'

let api: Api
beforeAll(async () => {
  api = await startApi({ ml2: { quotas: DEFAULT_QUOTAS } })
})
afterAll(() => api.close())

describe('quotas', () => {
  it('have the order and the defaults of Neutron, for projects that nobody has heard of, too', async () => {
    const { status, body } = await api.call('GET', '/quotas/p9')
    expect(status).toBe(200)
    expect(JSON.stringify(body)).toBe(
      '{"quota":{"network":100,"subnet":100,"subnetpool":-1,"port":500,"router":10,"floatingip":50,"rbac_policy":10,"security_group":10,"security_group_rule":100,"trunk":-1}}',
    )
    expect((await api.call('GET', '/quotas/p9/default')).body).toEqual(body)
  })

  it('are set, listed with their project, and go back to the defaults', async () => {
    const put = await api.call('PUT', '/quotas/q1', { quota: { port: '7', network: -1 } })
    expect(put).toMatchObject({ status: 200, body: { quota: { port: 7, network: -1, subnet: 100 } } })
    expect(put.body.quota).not.toHaveProperty('project_id')
    const { body } = await api.call('GET', '/quotas')
    expect(body.quotas).toHaveLength(1)
    expect(body.quotas[0]).toMatchObject({ project_id: 'q1', tenant_id: 'q1', port: 7 })
    expect((await api.call('GET', '/quotas?project_id=q2')).body).toEqual({ quotas: [] })
    expect((await api.call('GET', '/quotas/q1/default')).body.quota.port).toBe(500)
    expect((await api.call('PUT', '/quotas/q1', { quota: {} })).body.quota.port).toBe(7)
    expect((await api.call('DELETE', '/quotas/q1')).status).toBe(204)
    expect(await api.call('DELETE', '/quotas/q1')).toMatchObject({
      status: 404,
      body: { NeutronError: { type: 'TenantQuotaNotFound', message: 'Quota for tenant q1 could not be found.' } },
    })
    expect((await api.call('GET', '/quotas')).body).toEqual({ quotas: [] })
  })

  it.each([
    [{ port: -2 }, 'HTTPBadRequest', "Invalid input for port. Reason: '-2' is too small - must be at least '-1'."],
    [
      { port: 2_147_483_648 },
      'HTTPBadRequest',
      "Invalid input for port. Reason: '2147483648' is too large - must be no larger than '2147483647'.",
    ],
    [{ port: 'x' }, 'InvalidInput', "Invalid input for operation: 'x' is not an integer."],
    [{ port: null }, 'InvalidInput', "Invalid input for operation: 'None' is not an integer."],
    [{ foo: 1 }, 'HTTPBadRequest', "Unrecognized attribute(s) 'foo'"],
  ])('refuse %j', async (quota, type, message) => {
    const answer = await api.call('PUT', '/quotas/p9', { quota })
    expect(answer).toMatchObject({ status: 400, body: { NeutronError: { type, message, detail: '' } } })
  })

  it('are counted, shown in detail and kept: one more is 409, check_limit refuses what is below use', async () => {
    await api.call('PUT', '/quotas/used', { quota: { network: 2 } })
    const make = (): ReturnType<Api['call']> => api.call('POST', '/networks', { network: {} }, 'member@used')
    const first = await make()
    await make()
    expect(await make()).toMatchObject({
      status: 409,
      body: { NeutronError: { type: 'OverQuota', message: "Quota exceeded for resources: ['network']." } },
    })
    const details = await api.call('GET', '/quotas/used/details.json')
    expect(details.body.quota).toMatchObject({
      network: { limit: 2, used: 2, reserved: 0 },
      port: { limit: 500, used: 0, reserved: 0 },
    })
    expect(await api.call('PUT', '/quotas/used', { quota: { network: 1, check_limit: true } })).toMatchObject({
      status: 400,
      body: {
        NeutronError: {
          type: 'HTTPBadRequest',
          message: 'Quota limit 1 for network must be greater than or equal to already used 2',
        },
      },
    })
    expect((await api.call('PUT', '/quotas/used', { quota: { network: 1 } })).body.quota.network).toBe(1)
    await api.call('DELETE', `/networks/${first.body.network.id as string}`)
    expect((await api.call('GET', '/quotas/used/details')).body.quota.network).toEqual({
      limit: 1,
      used: 1,
      reserved: 0,
    })
  })

  it('are an administrator’s to set and to list; a project sees its own', async () => {
    const refused = (rule: string): object => ({
      status: 403,
      body: { NeutronError: { type: 'PolicyNotAuthorized', message: `rule:${rule} is disallowed by policy` } },
    })
    expect((await api.call('GET', '/quotas/own', undefined, 'reader@own')).status).toBe(200)
    expect((await api.call('GET', '/quotas/own/default', undefined, 'reader@own')).status).toBe(200)
    expect((await api.call('GET', '/quotas/own/details', undefined, 'reader@own')).status).toBe(200)
    expect(await api.call('GET', '/quotas/other', undefined, 'member@own')).toMatchObject(refused('get_quota'))
    expect(await api.call('GET', '/quotas/other/default', undefined, 'member@own')).toMatchObject(refused('get_quota'))
    expect(await api.call('GET', '/quotas', undefined, 'member@own')).toMatchObject(refused('get_quota'))
    expect(await api.call('GET', '/quotas/other/details', undefined, 'member@own')).toMatchObject({
      status: 403,
      body: {
        NeutronError: {
          type: 'AdminRequired',
          message:
            'User does not have admin privileges: Only admin is authorized to access quotas for another project.',
        },
      },
    })
    for (const project of ['own', 'other']) {
      const put = await api.call('PUT', `/quotas/${project}`, { quota: { port: 1 } }, 'member@own')
      expect(put).toMatchObject(refused('update_quota'))
    }
    expect(await api.call('DELETE', '/quotas/own', undefined, 'member@own')).toMatchObject(refused('delete_quota'))
    expect((await api.call('GET', '/quotas/tenant', undefined, 'member@own')).body).toEqual({
      tenant: { tenant_id: 'own' },
    })
    expect((await api.call('GET', '/quotas/project', undefined, 'member@own')).body).toEqual({
      project: { project_id: 'own' },
    })
  })
})

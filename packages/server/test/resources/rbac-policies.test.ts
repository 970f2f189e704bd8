import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type Answer, type Api, type Who } from '../support/start-api.ts'

let api: Api
let networkId: string
beforeAll(async () => {
  api = await startApi()
  const made = await api.call('POST', '/networks', { network: { name: 'n' } }, 'member@owner')
  networkId = made.body.network.id as string
})
afterAll(() => api.close())

const grant = (change: object, who: Who = 'member@owner'): Promise<Answer> =>
  api.call(
    'POST',
    '/rbac-policies',
    {
      rbac_policy: {
        object_type: 'network',
        object_id: networkId,
        action: 'access_as_shared',
        target_tenant: 'friend',
        ...change,
      },
    },
    who,
  )
const error = (status: number, type: string, message: string): object => ({
  status,
  body: { NeutronError: { type, message, detail: '' } },
})

describe('rbac-policies', () => {
  it('are created, shown, moved, filtered and deleted', async () => {
    const made = await grant({})
    expect(made.status).toBe(201)
    const { rbac_policy: policy } = made.body
    expect(policy).toEqual({
      id: policy.id as string,
      project_id: 'owner',
      tenant_id: 'owner',
      action: 'access_as_shared',
      object_type: 'network',
      object_id: networkId,
      target_tenant: 'friend',
    })
    const path = `/rbac-policies/${policy.id as string}`
    expect((await api.call('GET', path, undefined, 'reader@owner')).body).toEqual(made.body)
    const put = await api.call('PUT', path, { rbac_policy: { target_tenant: 'other' } }, 'member@owner')
    expect(put).toMatchObject({ status: 200, body: { rbac_policy: { ...policy, target_tenant: 'other' } } })
    for (const [query, count] of [
      ['target_tenant=other', 1],
      ['target_tenant=friend', 0],
      [`object_id=${networkId}&object_type=network&action=access_as_shared`, 1],
      ['tenant_id=owner', 1],
      ['project_id=x', 0],
    ] as const) {
      expect((await api.call('GET', `/rbac-policies?${query}`)).body.rbac_policies).toHaveLength(count)
    }
    expect((await api.call('GET', '/rbac-policies', undefined, 'member@other')).body).toEqual({ rbac_policies: [] })
    expect((await api.call('DELETE', path, undefined, 'member@owner')).status).toBe(204)
    expect(await api.call('GET', path)).toMatchObject(
      error(404, 'RbacPolicyNotFound', `RBAC policy of type unknown with ID ${policy.id as string} not found`),
    )
  })

  it.each<[object, number, string, string]>([
    [{ object_id: 'zz' }, 400, 'HTTPBadRequest', "Invalid input for object_id. Reason: 'zz' is not a valid UUID."],
    [{ target_project: 'x' }, 400, 'HTTPBadRequest', "Unrecognized attribute(s) 'target_project'"],
    [{ id: 'x' }, 400, 'HTTPBadRequest', "Attribute 'id' not allowed in POST"],
    [
      { object_type: 'foo' },
      400,
      'InvalidInput',
      "Invalid input for operation: 'foo' is not a valid RBAC object type.",
    ],
    [
      { object_type: 'qos_policy', action: 'access_as_foo' },
      400,
      'InvalidActionForType',
      "Invalid action 'access_as_foo' for object type 'qos_policy'. Valid actions: ('access_as_shared',)",
    ],
    [
      { target_tenant: '*' },
      403,
      'PolicyNotAuthorized',
      '((((rule:create_rbac_policy and rule:create_rbac_policy:object_type) and rule:create_rbac_policy:object_id) ' +
        'and rule:create_rbac_policy:target_tenant) and rule:create_rbac_policy:action) is disallowed by policy',
    ],
  ])('refuse %j', async (change, status, type, message) => {
    expect(await grant(change)).toMatchObject(error(status, type, message))
  })

  it('need all of their attributes, and only the target may change', async () => {
    const given = { object_type: 'network', object_id: networkId, action: 'access_as_shared', target_tenant: 'x' }
    for (const missing of Object.keys(given)) {
      const rest = Object.fromEntries(Object.entries(given).filter(([name]) => name !== missing))
      expect(await api.call('POST', '/rbac-policies', { rbac_policy: rest })).toMatchObject(
        error(400, 'HTTPBadRequest', `Failed to parse request. Required attribute '${missing}' not specified`),
      )
    }
    const { body } = await grant({ target_tenant: 'once' })
    expect(await grant({ target_tenant: 'once' })).toMatchObject(
      error(409, 'DuplicateRbacPolicy', 'An RBAC policy already exists with those values.'),
    )
    const path = `/rbac-policies/${body.rbac_policy.id as string}`
    expect(await api.call('PUT', path, { rbac_policy: { action: 'access_as_external' } })).toMatchObject(
      error(400, 'HTTPBadRequest', 'Cannot update read-only attribute action'),
    )
    expect(await api.call('PUT', path, { rbac_policy: { target_tenant: '*' } }, 'member@owner')).toMatchObject(
      error(
        403,
        'PolicyNotAuthorized',
        '(rule:update_rbac_policy and rule:update_rbac_policy:target_tenant) is disallowed by policy',
      ),
    )
    expect((await api.call('DELETE', path)).status).toBe(204)
  })

  it('show on the network that they share, to those that they share it with', async () => {
    const path = `/networks/${networkId}`
    expect((await api.call('GET', path, undefined, 'member@friend')).status).toBe(404)
    const { body } = await grant({})
    expect((await api.call('GET', path, undefined, 'member@friend')).body.network.shared).toBe(true)
    expect((await api.call('GET', path)).body.network.shared).toBe(false)
    const found = await api.call('GET', '/networks?shared=true&fields=id', undefined, 'member@friend')
    expect(found.body).toEqual({ networks: [{ id: networkId }] })
    const port = await api.call('POST', '/ports', { port: { network_id: networkId } }, 'member@friend')
    expect(port.status).toBe(201)
    const entry = `/rbac-policies/${body.rbac_policy.id as string}`
    expect(await api.call('DELETE', entry)).toMatchObject({
      status: 409,
      body: { NeutronError: { type: 'RbacPolicyInUse' } },
    })
    const portPath = `/ports/${port.body.port.id as string}`
    expect((await api.call('GET', portPath, undefined, 'member@owner')).status).toBe(200)
    expect(await api.call('PUT', portPath, { port: { name: 'x' } }, 'member@owner')).toMatchObject(
      error(403, 'PolicyNotAuthorized', 'rule:update_port is disallowed by policy'),
    )
    expect((await api.call('DELETE', portPath, undefined, 'member@owner')).status).toBe(204)
    expect((await api.call('DELETE', entry)).status).toBe(204)
  })
})

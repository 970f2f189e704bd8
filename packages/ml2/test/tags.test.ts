import { describe, expect, it } from 'vitest'
import { adminContext, type RequestContext, type TaggedType } from '@netloom/core'
import { testCloud } from './support/test-netloom.ts'

const member = (projectId: string): RequestContext => ({
  ...adminContext(projectId),
  roles: ['member'],
  isAdmin: false,
})

describe('tags', () => {
  it('are given, added, taken, sorted; each change is a revision, none where nothing changes', async () => {
    const { netloom, admin, clock } = await testCloud()
    const { id: networkId } = await netloom.networks.create(admin, {})
    const subnet = await netloom.subnets.create(admin, { networkId, cidr: '10.0.0.0/24' })
    const port = await netloom.ports.create(admin, { networkId })
    clock.pass(60)
    for (const [type, id, get] of [
      ['subnets', subnet.id, () => netloom.subnets.get(admin, subnet.id)],
      ['ports', port.id, () => netloom.ports.get(admin, port.id)],
      ['networks', networkId, () => netloom.networks.get(admin, networkId)],
    ] as const) {
      const before = await get()
      expect(await netloom.tags.replace(admin, type, id, ['z', 'a'])).toEqual(['a', 'z'])
      expect(await get()).toMatchObject({ tags: ['a', 'z'], revisionNumber: before.revisionNumber + 1 })
      expect((await get()).updatedAt > before.updatedAt).toBe(true)
      await netloom.tags.replace(admin, type, id, ['a', 'z'])
      await netloom.tags.add(admin, type, id, ['a'])
      expect((await get()).revisionNumber).toBe(before.revisionNumber + 1)
      await netloom.tags.add(admin, type, id, ['é, ü'])
      await netloom.tags.check(admin, type, id, 'é, ü')
      await netloom.tags.remove(admin, type, id, 'a')
      expect(await netloom.tags.list(admin, type, id)).toEqual(['z', 'é, ü'])
      const missing = { code: 'TagNotFound', status: 404, message: 'Tag a could not be found.' }
      await expect(netloom.tags.remove(admin, type, id, 'a')).rejects.toMatchObject(missing)
      await expect(netloom.tags.check(admin, type, id, 'a')).rejects.toMatchObject(missing)
      expect((await get()).revisionNumber).toBe(before.revisionNumber + 3)
    }
    await netloom.close()
  })

  it('are at most 50, of at most 255 characters, none twice', async () => {
    const { netloom, admin } = await testCloud()
    const { id } = await netloom.networks.create(admin, {})
    const many = Array.from({ length: 50 }, (_, index) => `t${String(index)}`)
    const longest = '𝄞'.repeat(255)
    await netloom.tags.replace(admin, 'networks', id, [longest])
    const refused: readonly (readonly [readonly string[], RegExp])[] = [
      [['b', 'a', 'b'], /: Duplicate items in the list: 'b'\.$/],
      [[`${longest}x`], /' exceeds maximum length of 255\.$/],
      [[...many, 'one more'], /: The number of tags exceed the per-resource limit of 50\.$/],
    ]
    for (const [tags, message] of refused) {
      const replaced = netloom.tags.replace(admin, 'networks', id, tags)
      await expect(replaced).rejects.toMatchObject({ code: 'InvalidInput', message })
    }
    expect(await netloom.tags.list(admin, 'networks', id)).toEqual([longest])
    await netloom.tags.replace(admin, 'networks', id, many)
    await expect(netloom.tags.add(admin, 'networks', id, ['one more'])).rejects.toMatchObject({ status: 400 })
    expect(await netloom.tags.add(admin, 'networks', id, ['t1'])).toHaveLength(50)
    await netloom.close()
  })

  it('are seen by who sees the object and changed by its project only', async () => {
    const { netloom, admin } = await testCloud()
    const [owner, friend] = [member('owner'), member('friend')]
    const { id } = await netloom.networks.create(owner, {})
    await netloom.tags.add(owner, 'networks', id, ['a'])
    const hidden = {
      code: 'TagResourceNotFound',
      status: 404,
      message: `Resource networks ${id} could not be found.`,
    }
    await expect(netloom.tags.list(friend, 'networks', id)).rejects.toMatchObject(hidden)
    await expect(netloom.tags.add(friend, 'networks', id, ['b'])).rejects.toMatchObject(hidden)
    const entry = { objectType: 'network', objectId: id, action: 'access_as_shared', targetProject: 'friend' }
    await netloom.rbacPolicies.create(owner, entry)
    expect(await netloom.tags.list(friend, 'networks', id)).toEqual(['a'])
    for (const attempt of [
      () => netloom.tags.add(friend, 'networks', id, ['b']),
      () => netloom.tags.replace(friend, 'networks', id, []),
      () => netloom.tags.remove(friend, 'networks', id, 'a'),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ status: 403 })
    }
    expect(await netloom.tags.list(admin, 'networks', id)).toEqual(['a'])
    await netloom.close()
  })

  it.each<TaggedType>(['networks', 'subnets', 'ports', 'subnetpools', 'policies', 'trunks'])(
    'of %s that are not there are not found',
    async (type) => {
      const { netloom, admin } = await testCloud()
      const id = '00000000-0000-4000-8000-000000000000'
      await expect(netloom.tags.list(admin, type, id)).rejects.toMatchObject({
        code: 'TagResourceNotFound',
        message: `Resource ${type} ${id} could not be found.`,
      })
      await netloom.close()
    },
  )
})

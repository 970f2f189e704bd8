import type { BindingDecision, MechanismDriver, Network } from '@netloom/core'
import { afterEach, describe, expect, it } from 'vitest'
import { answering, tables } from './support/answering-type-driver.ts'
import { bindsTo, create, network } from './support/binding-drivers.ts'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

let cloud: TestCloud | undefined
afterEach(() => cloud?.netloom.close())

const segment = { networkType: 'vxlan', physicalNetwork: null, segmentationId: 7 }
const fault = 'error driver returned what its contract does not allow'

describe('what a type driver returns', () => {
  it.each([
    ['allocate', { ...segment, segmentationId: '7' }, 'segmentationId = "7": must be a whole number'],
    ['allocate', { ...segment, segmentationId: Number.NaN }, 'segmentationId = NaN: must be a whole number'],
    ['allocate', { ...segment, segmentationId: 1.5 }, 'segmentationId = 1.5: must be a whole number'],
    ['allocate', { ...segment, segmentationId: -1 }, 'segmentationId = -1: must be a whole number'],
    ['allocate', { ...segment, networkType: 'gre' }, `networkType = "gre": must be 'vxlan', the driver's own type`],
    [
      'allocate',
      { ...segment, physicalNetwork: '' },
      'physicalNetwork = "": must be text of 1 to 64 characters, or null',
    ],
    ['allocate', { networkType: 'vxlan' }, 'physicalNetwork = undefined: must be text'],
    ['allocate', null, '= null: must be a segment'],
    ['allocate', 7, '= 7: must be a segment'],
    ['mtu', Number.NaN, '= NaN: must be a whole number from 0 to 65535'],
    ['mtu', '1450', '= "1450": must be a whole number from 0 to 65535'],
    ['mtu', -1, '= -1: must be a whole number'],
    ['mtu', 70_000, '= 70000: must be a whole number'],
    ['mtu', undefined, '= undefined: must be a whole number'],
  ])('%s refuses %j: 500, one line in the log, nothing stored', async (hook, answer, problem) => {
    cloud = await testCloud({ types: [answering({ [hook]: answer })] })
    const { netloom, admin } = cloud
    await expect(netloom.networks.create(admin, {})).rejects.toMatchObject({
      code: 'MechanismDriverError',
      status: 500,
      message: expect.stringContaining(`type driver 'vxlan' returned from ${hook}`) as string,
    })
    await expect(netloom.networks.create(admin, {})).rejects.toThrow(problem)
    expect(cloud.logger.lines).toEqual([fault, fault])
    expect(await tables(cloud)).toEqual([])
  })

  it('names every bad field of one answer', async () => {
    const bad = { networkType: 'gre', physicalNetwork: 5, segmentationId: '7' }
    cloud = await testCloud({ types: [answering({ allocate: bad })] })
    await expect(cloud.netloom.networks.create(cloud.admin, {})).rejects.toMatchObject({
      call: { kind: 'type', driver: 'vxlan', hook: 'allocate' },
      problems: [{ field: 'networkType' }, { field: 'physicalNetwork', value: '5' }, { field: 'segmentationId' }],
    })
  })

  it('reserve must give what was asked for', async () => {
    cloud = await testCloud({ types: [answering({ reserve: { ...segment, segmentationId: 8 } })] })
    const asked = { provider: { networkType: 'vxlan', segmentationId: 7 } }
    await expect(cloud.netloom.networks.create(cloud.admin, asked)).rejects.toThrow(
      "type driver 'vxlan' returned from reserve segmentationId = 8: must be 7, as it was asked for",
    )
    expect(await tables(cloud)).toEqual([])
  })

  it('isPartial must be true or false', async () => {
    cloud = await testCloud({ types: [answering({ isPartial: 'yes' })] })
    await expect(cloud.netloom.networks.create(cloud.admin, { provider: { networkType: 'vxlan' } })).rejects.toThrow(
      `returned from isPartial = "yes": must be true or false`,
    )
  })
})

describe('what bindPort returns', () => {
  const bound = { type: 'bound', vifType: 'ovs', vifDetails: {} }
  /** Answers with this, and the id of the segment that it was offered. */
  const answers = (answer: unknown): MechanismDriver =>
    bindsTo('odd', ({ segmentsToBind: [one] }) => {
      if (typeof answer !== 'object' || answer === null || answer instanceof Promise) return answer as BindingDecision
      return { segmentId: one?.id, ...answer } as BindingDecision
    })
  const good = bindsTo('good', ({ segmentsToBind: [one] }) =>
    one === undefined ? undefined : { type: 'bound', segmentId: one.id, vifType: 'tap', vifDetails: {} },
  )

  it.each([
    ['status UP', { ...bound, status: 'UP' }],
    ['no type', { vifType: 'ovs', vifDetails: {} }],
    ['another type', { ...bound, type: 'done' }],
    ['an empty vif type', { ...bound, vifType: '' }],
    ['vif type unbound', { ...bound, vifType: 'unbound' }],
    ['vif type binding_failed', { ...bound, vifType: 'binding_failed' }],
    ['a vif type that is a number', { ...bound, vifType: 7 }],
    ['no details', { type: 'bound', vifType: 'ovs' }],
    ['details that are a list', { ...bound, vifDetails: ['a'] }],
    ['details with a bigint', { ...bound, vifDetails: { id: 1n } }],
    ['details with NaN', { ...bound, vifDetails: { id: Number.NaN } }],
    ['details of 5,000 characters', { ...bound, vifDetails: { text: 'x'.repeat(5_000) } }],
    ['a segment id that is a number', { ...bound, segmentId: 7 }],
    ['null', null],
    ['true', true],
    ['a promise', Promise.resolve(bound)],
    ['a next level without segments', { type: 'continue', next: [] }],
    ['a next level with a text as id', { type: 'continue', next: [{ networkType: 'vxlan', segmentationId: '7' }] }],
    ['no next level', { type: 'continue' }],
  ])('%s: the driver is named once in the log, nothing is kept, the next driver binds', async (_what, answer) => {
    cloud = await testCloud({ drivers: [answers(answer), good] })
    const net: Network = await network(cloud)
    const port = await create(cloud, net)
    expect(port.binding).toMatchObject({ vifType: 'tap', levels: [{ driver: 'good' }] })
    expect(port.status).toBe('DOWN')
    expect(cloud.logger.lines).toEqual([fault])
    expect((await cloud.netloom.networks.get(cloud.admin, net.id)).segments).toHaveLength(1)
  })

  it('names driver, hook, field and value', async () => {
    cloud = await testCloud({ drivers: [answers({ ...bound, status: 'UP' })] })
    const logged: object[] = []
    cloud.logger.error = (fields) => {
      logged.push(fields)
    }
    await create(cloud, await network(cloud))
    expect(logged).toEqual([
      {
        kind: 'mechanism',
        driver: 'odd',
        hook: 'bindPort',
        problems: [
          {
            field: 'status',
            value: '"UP"',
            problem: 'must be one of DOWN, BUILD, ACTIVE, ERROR, N/A, or left out',
          },
        ],
      },
    ])
  })
})

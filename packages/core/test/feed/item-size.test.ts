import { expect, it } from 'vitest'
import { MAX_ITEM_BYTES } from '../../src/link.ts'
import { switchDriver } from '../support/fake-drivers.ts'
import { testCloud } from '../support/test-netloom.ts'

const text = 'x'.repeat(MAX_ITEM_BYTES)

it('an item that no host could be sent is refused to whoever writes it, with field and remedy; nothing is written', async () => {
  const cloud = await testCloud({
    drivers: [
      switchDriver({
        createNetworkPrecommit: ({ current }, tx) =>
          tx.publish([
            {
              topic: 'test/1',
              key: `network/${current.name}`,
              revision: 1,
              body: { id: 'n', routes: current.description },
            },
          ]),
      }),
    ],
  })
  const { networks } = cloud.netloom
  const long = 'y'.repeat(250)
  await networks.create(cloud.admin, { name: 'short', description: long })
  await cloud.store
    .transaction((tx) =>
      tx.publish([{ topic: 'test/1', key: 'network/long', revision: 1, body: { id: 'n', routes: text } }]),
    )
    .then(
      () => expect.unreachable(),
      (error: unknown) => {
        expect(error).toMatchObject({
          status: 400,
          code: 'InvalidInput',
          message: expect.stringMatching(
            /: network\/long takes 655\d\d bytes and at most 65536 can be sent to a host; shorten routes, /,
          ) as string,
        })
      },
    )
  expect((await cloud.items('test/1')).map(({ key }) => key)).toEqual(['network/short'])
  await cloud.netloom.close()
})

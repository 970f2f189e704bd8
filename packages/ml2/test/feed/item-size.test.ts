import { expect, it } from 'vitest'
import { checkItemSize, MAX_ITEM_BYTES } from '@netloom/core/wire'
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

it.each([
  ['a text of millions of characters', 'x'.repeat(4_000_000), /shorten its body, which takes 4000002\./],
  ['a list', Array.from({ length: 20_000 }, () => 'item'), /shorten its body, which takes \d+\./],
  ['an object with a field that has no JSON form', { id: undefined, routes: text }, /shorten routes, /],
])('%s is refused within a moment, with what to shorten', (_, body, remedy) => {
  const write = { topic: 'test/1', key: 'k', revision: 1, body } as const
  const json = JSON.stringify(body)
  const began = performance.now()
  expect(() => {
    checkItemSize(write, json)
  }).toThrow(remedy)
  // Character by character it took a quarter of a minute.
  expect(performance.now() - began).toBeLessThan(2_000)
})

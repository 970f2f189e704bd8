import { expect, it } from 'vitest'
import { readLeases } from '../src/agent/read-leases.ts'

const LEASE = '1700000000 fa:16:3e:00:00:01 10.0.0.5 vm1 *\n'

/** A file that says one text after the other, and the last one from then on. */
const saying =
  (...texts: readonly (string | undefined)[]) =>
  (): Promise<string | undefined> =>
    Promise.resolve(texts.length > 1 ? (texts as (string | undefined)[]).shift() : texts[0])

it.each([
  ['a file that is being written anew is read when it is whole', ['', LEASE.slice(0, 20), LEASE], LEASE],
  ['a file between two leases is read with both', [LEASE, '', LEASE + LEASE], LEASE + LEASE],
  ['a file without leases says none', [''], ''],
  ['no file says none', [undefined], ''],
])('%s', async (_, texts, wanted) => {
  expect(await readLeases('/nowhere', saying(...texts))).toBe(wanted)
})

import { expect, it } from 'vitest'
import { withNames } from '../src/inspect/with-names.ts'

const NAMES = new Map([
  ['port/1', 'vm1, 10.0.0.5'],
  ['network/2', 'blue'],
])

it('answers have a name beside each object of a cause and each port that has one, however deep, and nothing else changes', () => {
  const cause = (object: string): object => ({ object, revision: 3, rule: 'r' })
  const answer = [
    {
      host: 'a',
      explanations: [
        { key: 'k', cause: cause('port/1'), desired: { object: 'port/1' }, rivals: [{ cause: cause('network/2') }] },
      ],
      steps: [{ op: 'create', cause: cause('port/unknown'), commands: ['x'] }],
      spoofs: [{ portId: '1', what: 'arp', packets: 2 }],
      found: null,
    },
  ]
  expect(withNames(answer, NAMES)).toEqual([
    {
      host: 'a',
      explanations: [
        {
          key: 'k',
          cause: { ...cause('port/1'), name: 'vm1, 10.0.0.5' },
          desired: { object: 'port/1' },
          rivals: [{ cause: { ...cause('network/2'), name: 'blue' } }],
        },
      ],
      steps: [{ op: 'create', cause: cause('port/unknown'), commands: ['x'] }],
      spoofs: [{ portId: '1', name: 'vm1, 10.0.0.5', what: 'arp', packets: 2 }],
      found: null,
    },
  ])
  expect(withNames(answer, new Map())).toBe(answer)
})

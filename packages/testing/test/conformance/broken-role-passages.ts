import { type Broken, having } from './role-faults.ts'

const PASSAGES = 'says nothing of packets and addresses that are not its own, and asking changes nothing'

export const brokenRolePassages: readonly Broken[] = [
  [
    'takes packets of every port',
    having(() => ({
      tracePassage: () => ({ hops: [], next: { kind: 'dropped' } }),
    })),
    PASSAGES,
  ],
  [
    'throws for a router that it does not have',
    having(() => ({
      tracePassage: () => {
        throw new Error('no such router')
      },
    })),
    PASSAGES,
  ],
  [
    'forgets what it wants when it is asked',
    having((role, { table }) => ({
      tracePassage: () => {
        for (const id of role.zones.keys()) table.drop(`tap/${id}`)
        return { hops: [], next: { kind: 'none' } }
      },
    })),
    PASSAGES,
  ],
]

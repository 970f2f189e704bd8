import { describe, expect, it } from 'vitest'
import type { ApiClient } from '../src/api/api-client.ts'
import { planNetwork } from '../src/lab/apply/plan-networks.ts'
import { planPort } from '../src/lab/apply/plan-port.ts'
import type { LabState } from '../src/lab/state/lab-state.ts'

interface Found {
  readonly id: string
  readonly name: string
}
const two = (name: string): readonly Found[] => [
  { id: 'b', name },
  { id: 'a', name },
]

/** Lists what is given, whatever is asked. */
function client(lists: Readonly<Record<string, readonly Found[]>>): ApiClient {
  const list = (kind: string) => ({ list: () => Promise.resolve(lists[kind] ?? []) })
  return { networks: list('networks'), subnets: list('subnets'), ports: list('ports') } as unknown as ApiClient
}

describe('a name of a topology file that several objects have', () => {
  const blue = { name: 'blue', subnets: [{ name: 'lan', cidr: '10.0.0.0/24' }] }

  it('is refused with their ids: which one is meant nobody can say', async () => {
    await expect(planNetwork(client({ networks: two('blue') }), blue, 'vxlan')).rejects.toThrow(
      'network "blue": 2 are called so (a, b); rename or delete all but one',
    )
    const subnets = client({ networks: two('blue').slice(1), subnets: two('lan') })
    await expect(planNetwork(subnets, blue, 'vxlan')).rejects.toThrow('subnet "blue lan": 2 are called so (a, b)')
    const port = { name: 'web', network: 'blue' }
    await expect(planPort(client({ ports: two('web') }), {} as LabState, port)).rejects.toThrow(
      'port "web": 2 are called so (a, b)',
    )
  })
})

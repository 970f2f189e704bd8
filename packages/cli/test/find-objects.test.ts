import { expect, it } from 'vitest'
import { knownObjects } from '../src/inspect/find-objects.ts'

const inventory = {
  networks: [{ id: 'n1', name: 'blue' }],
  subnets: [{ id: 's1', name: 'lan', network_id: 'n1', cidr: '2001:db8::/64' }],
  ports: [
    {
      id: 'p1',
      name: '',
      mac_address: 'fa:16:3e:00:00:01',
      fixed_ips: [{ subnet_id: 's1', ip_address: '2001:db8::11' }],
    },
  ],
  vms: [{ name: 'vm1', portId: 'p1' }],
}

it.each([
  ['vm1', 'port/p1'],
  ['p1', 'port/p1'],
  ['port/p1', 'port/p1'],
  ['2001:DB8:0::11', 'port/p1'],
  ['FA-16-3E-00-00-01', 'port/p1'],
  ['blue', 'network/n1'],
  ['lan', 'network/n1'],
  ['2001:db8::/64', 'network/n1'],
])('%s means %s', (word, cause) => {
  const { causes, names } = knownObjects(word, inventory)
  expect(causes).toEqual([cause])
  expect(names.get('port/p1')).toBe('vm1, 2001:db8::11')
})

it('a word that nothing is called means nothing', () => {
  expect(knownObjects('vxlan-100', inventory).causes).toEqual([])
})

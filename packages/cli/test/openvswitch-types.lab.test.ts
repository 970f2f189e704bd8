import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyTopology } from '../src/lab/apply/lab-apply.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { parseTopology } from '../src/lab/state/topology.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

useTestState()
const labs: string[] = []
let folder = ''
beforeAll(async () => {
  await reapDeadLabs()
  folder = await mkdtemp(join(tmpdir(), 'netloom-types-'))
})
afterAll(async () => {
  await Promise.all(labs.map((lab) => labDown(lab)))
  await rm(folder, { recursive: true })
})

/** A network of each type, with a VM on either host. */
const topology = (types: readonly string[]): ReturnType<typeof parseTopology> =>
  parseTopology(
    JSON.stringify({
      networks: types.map((type) => ({
        name: type,
        type,
        ...(type === 'vlan' && { physicalNetwork: 'physnet1' }),
        subnets: [{ cidr: '10.0.0.0/24' }],
      })),
      vms: types.flatMap((type) =>
        [1, 2].map((host) => ({
          name: `${type}${String(host)}`,
          network: type,
          host: `host${String(host)}`,
          ip: `10.0.0.1${String(host)}`,
        })),
      ),
    }),
    'types.json',
  )

async function answered(types: readonly string[], configFiles: readonly string[]): Promise<Record<string, number>> {
  const lab = newLabName()
  labs.push(lab)
  await labUp({ name: lab, hosts: 2, mechanisms: ['openvswitch'], configFiles })
  await applyTopology(topology(types), { lab })
  const results = await Promise.all(
    types.map(async (type) => {
      const { stdout } = await labExec(`${type}1`, ['ping', '-c', '3', '-i', '0.3', '-W', '2', '10.0.0.12'], lab)
      return [type, Number(/(\d+) received/.exec(stdout)?.[1] ?? 0)] as const
    }),
  )
  return Object.fromEntries(results)
}

it('carries every network type, with population', async () => {
  const types = ['vxlan', 'gre', 'geneve', 'vlan', 'flat']
  expect(await answered(types, [])).toEqual(Object.fromEntries(types.map((type) => [type, 3])))
})

it('carries every tunnel type without population: to all endpoints, learning', async () => {
  const file = join(folder, 'mesh.ini')
  await writeFile(
    file,
    '[ml2]\ntype_drivers = vxlan,gre,geneve\nproject_network_types = vxlan\nmechanism_drivers = openvswitch\n[ml2_type_vxlan]\nvni_ranges = 100:200\n[ml2_type_gre]\ntunnel_id_ranges = 100:200\n[ml2_type_geneve]\nvni_ranges = 100:200\n',
  )
  const types = ['vxlan', 'gre', 'geneve']
  expect(await answered(types, [file])).toEqual(Object.fromEntries(types.map((type) => [type, 3])))
})

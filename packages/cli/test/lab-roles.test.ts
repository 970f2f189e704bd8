import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtInRoles } from '../src/compose/choose-roles.ts'
import { findHostPackages, type HostPackages } from '../src/compose/host-packages.ts'
import { loadLabRoles, rolesOf, type RolesRequest } from '../src/lab/lab-roles.ts'
import type { HostRequest } from '../src/lab/state/lab-hosts.ts'

let base: string
let found: HostPackages

async function install(role: string, more = ''): Promise<void> {
  const name = `netloom-${role}`
  const folder = join(base, 'node_modules', name)
  await mkdir(folder, { recursive: true })
  const netloom = { roles: { [role]: './agent#rolePackage' } }
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name, type: 'module', exports: { './agent': './agent.js' }, netloom }),
  )
  const members = `name: '${role}', readOptions: () => ({}), compose: async () => ({}), ${more}`
  await writeFile(join(folder, 'agent.js'), `export const rolePackage = { ${members} }\n`)
}

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'netloom-roles-'))
  await mkdir(join(base, 'node_modules'))
  await cp(new URL('fixtures/netloom-beacon', import.meta.url), join(base, 'node_modules/netloom-beacon'), {
    recursive: true,
  })
  await install('wire2', 'usesSwitch: true')
  await install('ovs')
  found = await findHostPackages([base])
})
afterAll(() => rm(base, { recursive: true }))

async function roles(hosts: readonly HostRequest[], request: RolesRequest = {}): Promise<readonly string[]> {
  const loaded = await loadLabRoles(hosts, request, found)
  return hosts.map((host) =>
    rolesOf(host, request, loaded)
      .map(({ name, wires }) => (wires === true ? `${name}*` : name))
      .join(' '),
  )
}

it('gives hosts the role that wires ports when nothing is said', async () => {
  expect(await roles([{ name: 'a' }])).toEqual(['l2*'])
  expect(builtInRoles(found)).toEqual(['l2', 'dhcp', 'l3'])
})

it('gives hosts what is named, the wiring one first, and lets a host say otherwise', async () => {
  const hosts = [
    { name: 'a' },
    { name: 'b', dhcp: false },
    { name: 'c', roles: ['l2', 'beacon'] },
    { name: 'd', dhcp: true },
  ]
  expect(await roles(hosts, { roles: ['beacon', 'dhcp', 'l2'] })).toEqual([
    'l2* dhcp beacon',
    'l2* beacon',
    'l2* beacon',
    'l2* dhcp beacon',
  ])
  expect(await roles(hosts)).toEqual(['l2*', 'l2*', 'l2* beacon', 'l2* dhcp'])
})

it('takes a stranger’s role in the place of ours', async () => {
  expect(await roles([{ name: 'a' }, { name: 'b', roles: ['l2'] }], { roles: ['wire2'] })).toEqual(['wire2*', 'l2*'])
})

it.each([
  [
    'a role that nobody brings',
    [],
    { roles: ['l2', 'l7'] },
    /--role l7: no such role; found: l2, dhcp, l3, firewall, metadata, lbaas, beacon \(netloom-beacon\)/,
  ],
  ['a host whose ports nobody wires', [], { roles: ['beacon'] }, /host "a": none of its roles wires ports \(beacon\)/],
  ['a host with two that wire', ['l2', 'wire2'], {}, /host "a": two of its roles wire ports \(l2, wire2\)/],
  [
    'a name that lab stop has for something else',
    ['l2', 'ovs'],
    {},
    /--role ovs: a lab cannot call an agent so \(package netloom-ovs\)/,
  ],
])('refuses %s', async (_, own, request, message) => {
  await expect(roles([{ name: 'a', ...(own.length > 0 && { roles: own }) }], request)).rejects.toThrow(message)
})

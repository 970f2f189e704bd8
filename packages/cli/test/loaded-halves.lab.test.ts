import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addNamespaces, deleteNamespaces } from '@netloom/dataplane'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LoadedModules } from './support/loaded-modules.ts'

const netns = `nlt-${randomBytes(4).toString('hex')}`
let loaded: LoadedModules
beforeAll(async () => {
  loaded = await LoadedModules.open()
  await addNamespaces([netns])
})
afterAll(async () => {
  await deleteNamespaces([netns])
  await loaded.close()
})

/** Starts a process, waits until it says so in its log, ends it, and says which packages of ours it loaded. */
async function packagesOf(ready: string, words: readonly string[]): Promise<readonly string[]> {
  expect(await loaded.run(words, ready)).toContain(ready)
  const modules = await loaded.take()
  const ours = [...modules.matchAll(/\/packages\/([^/]+)\/dist\/((?:agent|l2)\/)?/g)]
  return [
    ...new Set(ours.map(([, name = '', half]) => (half === undefined ? name : `${name}/${half.slice(0, -1)}`))),
  ].sort()
}

async function agent(role: string, ini: string): Promise<readonly string[]> {
  const file = join(loaded.folder, `${role}.ini`)
  await writeFile(file, ini)
  const place = ['--netns', netns, '--host', 'h1', '--controller', 'ws://127.0.0.1:9/agent']
  return packagesOf('the agent is ready', ['agent', '--role', role, ...place, '--config-file', file])
}

const UNGUARDED = '[securitygroup]\nfirewall_driver = noop\n[agent]\nprevent_arp_spoofing = False\n'
/** What the files of a whole cloud say to every agent. */
const CLOUD =
  '[ml2]\ntype_drivers = vxlan\nproject_network_types = vxlan\nmechanism_drivers = linuxbridge,l2population\n[ml2_type_vxlan]\nvni_ranges = 1:9\n'

describe('a process loads', () => {
  it('as an agent of Linux bridges neither Open vSwitch, DHCP, engine nor server', async () => {
    expect(await agent('l2', `${CLOUD}[linux_bridge]\nbridge_mappings =\n${UNGUARDED}`)).toEqual([
      'agent-runtime',
      'agent-runtime/l2',
      'cli',
      'core',
      'dataplane',
      'mech-linuxbridge',
      'mech-linuxbridge/agent',
    ])
  })

  it('as an agent of Open vSwitch neither Linux bridge nor DHCP', async () => {
    const state = `[ovs]\novsdb_connection = unix:${join(loaded.folder, 'none.sock')}\n`
    const file = join(loaded.folder, 'ovs.ini')
    await writeFile(file, `${CLOUD}${state}${UNGUARDED}`)
    const modules = await packagesOf('port security is off', [
      ...['agent', '--netns', netns, '--host', 'h1', '--controller', 'ws://127.0.0.1:9/agent', '--config-file', file],
    ])
    expect(modules).toContain('mech-ovs/agent')
    expect(modules.filter((name) => /linuxbridge|dhcp|ml2|server|store|type-/.test(name))).toEqual([])
  })

  it('as a DHCP agent no switch', async () => {
    const modules = await agent('dhcp', `[DEFAULT]\nstate_path = ${loaded.folder}\n`)
    expect(modules).toContain('agent-dhcp/agent')
    expect(modules.filter((name) => name.startsWith('mech-') || name.startsWith('type-'))).toEqual([])
  })

  it('as a controller no half of a host', async () => {
    const file = join(loaded.folder, 'ml2.ini')
    await writeFile(file, `${CLOUD}[vxlan]\nl2_population = True\n[ovs]\nlocal_ip = 192.0.2.1\n`)
    const modules = await packagesOf('the controller is ready', [
      ...['server', '--config-file', file, '--listen', '127.0.0.1:0', '--store', ':memory:'],
    ])
    expect(modules).toEqual(expect.arrayContaining(['mech-linuxbridge', 'agent-dhcp']))
    expect(modules.filter((name) => name.includes('/') || ['agent-runtime', 'dataplane'].includes(name))).toEqual([])
  })
})

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@netloom/core'
import { readIniFiles } from '@netloom/core/kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseRoles } from '../src/compose/choose-roles.ts'
import { requireSwitch } from '../src/compose/choose-switch.ts'
import { composeRole } from '../src/compose/compose-role.ts'
import { findHostPackages, type HostPackages, loadSwitch } from '../src/compose/host-packages.ts'
import { judgeAgent } from '../src/compose/judge-agent.ts'
import { judgeConfiguration } from '../src/compose/judge-configuration.ts'

let base = ''
let found: HostPackages

async function install(
  name: string,
  netloom: object,
  exports: object,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = join(base, 'node_modules', name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, type: 'module', exports, netloom }))
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text)
}

const switchSource = (name: string): string =>
  `export const switchPackage = { name: '${name}', readOptions: (ini) => { ini.get('${name}')?.get('depth'); return {} }, compose: async () => ({}) }\n`

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'netloom-broken-'))
  const agent = { './agent': './agent.js' }
  const of = (name: string): object => ({ switches: { [name]: './agent#switchPackage' } })
  await install('netloom-mech-good', { ...of('good'), options: { good: ['depth'] } }, agent, {
    'agent.js': switchSource('good'),
  })
  await install('netloom-mech-spread', of('spread'), agent, {
    'agent.js': `class R { deviceName() {} network() {} attachment() {} member() {} population() {} }
export const switchPackage = { readOptions: () => ({}), compose: async () => ({ kinds: [], renderer: { ...new R(), mechanism: 'spread', agentType: 'S', binary: 's' } }) }\n`,
  })
  await install('netloom-mech-throws', of('throws'), agent, { 'agent.js': "throw new Error('no libfoo here')\n" })
  await install('netloom-mech-noentry', of('noentry'), { '.': './agent.js' }, { 'agent.js': '' })
  await install('netloom-mech-noexport', of('noexport'), agent, { 'agent.js': 'export const other = 1\n' })
  await install('netloom-mech-halfdone', of('halfdone'), agent, {
    'agent.js': "export const switchPackage = { name: 'halfdone', compose() {} }\n",
  })
  await install(
    'netloom-mech-headonly',
    { drivers: { headonly: 'driverPackage' } },
    { '.': './agent.js' },
    { 'agent.js': '' },
  )
  await install('netloom-tap', { roles: { tap: './agent#rolePackage' } }, agent, {
    'agent.js':
      "export const rolePackage = { name: 'tap', readOptions: () => ({}), compose: async () => ({ agent: 'tap.h1', kinds: [], switchKinds: false, role: { agentType: 'Tap', binary: 'tap', configurations: {}, create() {} } }) }\n",
  })
  found = await findHostPackages([base])
})
afterAll(() => rm(base, { recursive: true }))

const load = async (name: string): Promise<unknown> =>
  loadSwitch(requireSwitch('--mechanism', name, found), '--mechanism')

describe('a stranger’s package for hosts', () => {
  it('is found beside those of the command, which come first', async () => {
    expect(found.switches.map(({ name }) => name).slice(0, 2)).toEqual(['linuxbridge', 'openvswitch'])
    await expect(load('good')).resolves.toMatchObject({ name: 'good' })
  })

  it.each([
    [
      'throws',
      '--mechanism = throws: package netloom-mech-throws threw while it was imported (no libfoo here); install',
    ],
    [
      'noentry',
      '--mechanism = noentry: package netloom-mech-noentry has no entry ./agent; correct netloom.switches.noentry',
    ],
    [
      'noexport',
      'entry ./agent of package netloom-mech-noexport exports no switch package as switchPackage; correct netl',
    ],
    [
      'halfdone',
      'the switch package of package netloom-mech-halfdone has no readOptions; update netloom-mech-halfdone',
    ],
    [
      'headonly',
      'package netloom-mech-headonly has no half for hosts: its package.json has no netloom.switches.headonly',
    ],
    ['nobody', '--mechanism nobody: no such switch; found: linuxbridge, openvswitch, '],
  ])('that is broken (%s) gets one line with package, field and remedy', async (name, message) => {
    const failure = await load(name).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    expect((failure as Error).message).toContain(message)
    expect((failure as Error).message).not.toContain('\n')
  })

  it('with a role without payload checks is refused, naming the package', async () => {
    const ini = readIniFiles([])
    expect(() => chooseRoles('tab', found)).toThrow(
      '--role tab: no such role; found: l2, dhcp, l3, firewall, metadata, lbaas, tap (netloom-tap); or',
    )
    await expect(composeRole('tap', { ini, host: 'h1', logger: silentLogger, found })).rejects.toThrow(
      '--role = tap: the role of package netloom-tap has no payload checks; update netloom-tap',
    )
  })

  it('with a renderer that lost the methods of its class is refused by name before the agent starts', async () => {
    const ini = readIniFiles([])
    const request = { ini, host: 'h1', logger: silentLogger, found }
    await expect(composeRole('l2', { ...request, mechanism: 'spread' })).rejects.toThrow(
      '--mechanism = spread: the renderer of package netloom-mech-spread has no deviceName, network, attachment, ' +
        'member, population; correct what its compose() returns; a spread copy of an object lacks the methods of its class',
    )
    await expect(composeRole('l2', { ...request, mechanism: 'good' })).rejects.toThrow(
      'the renderer of package netloom-mech-good has no mechanism, agentType, binary, deviceName,',
    )
  })

  it('has its options judged by its own list, by agents of others, controllers and config check', async () => {
    const file = join(base, 'agent.ini')
    await writeFile(file, '[good]\ndepth = 1\ndeepth = 2\n')
    const roles = chooseRoles('dhcp', found)
    const only = [expect.objectContaining({ remedy: 'did you mean depth?' })]
    expect((await judgeAgent([file], { found, roles })).warnings).toEqual(only)
    expect((await judgeConfiguration([file], { hostHalves: false, bases: [base] })).warnings).toEqual(only)
    expect((await judgeConfiguration([file], { bases: [base] })).warnings).toEqual(only)
  })
})

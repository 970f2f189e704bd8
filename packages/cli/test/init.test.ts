import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { judgeConfiguration } from '../src/compose/judge-configuration.ts'
import { netloom } from './support/netloom.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-init-'))
})
afterAll(() => rm(folder, { recursive: true }))

const places = (name: string): readonly string[] => [
  '--dir',
  join(folder, name),
  '--unit-dir',
  join(folder, name, 'units'),
]
const modeOf = async (file: string): Promise<string> => ((await stat(file)).mode & 0o777).toString(8)

it('init writes a controller’s INI file and unit, which are fine, and replaces nothing unasked', async () => {
  const args = ['init', '--role', 'controller', ...places('controller')]
  expect(await netloom(args)).toMatchObject({ exitCode: 0, stderr: '' })
  const ini = join(folder, 'controller', 'controller.ini')
  const { problems, warnings, modules } = await judgeConfiguration([ini])
  expect({ problems, warnings }).toEqual({ problems: [], warnings: [] })
  expect(modules.map(({ name }) => name)).toEqual([
    'vxlan',
    'vlan',
    'flat',
    'linuxbridge',
    'l2population',
    'dhcp',
    'router',
    'security-groups',
    'metadata',
  ])
  const unit = await readFile(join(folder, 'controller', 'units', 'netloom-server.service'), 'utf8')
  expect(unit).toMatch(/^ExecStart=\/\S+ .* server --config-file \S+controller\.ini --listen 127\.0\.0\.1:9696 /m)
  const again = await netloom(args)
  expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('there already') as string })
  expect((await netloom([...args, '--force'])).exitCode).toBe(0)
})

it.each(['linuxbridge', 'openvswitch'])('init writes a host’s INI file, secret and units for %s', async (mechanism) => {
  const token = join(folder, 'host.token')
  await writeFile(token, 'the-secret\n', { mode: 0o644 })
  const { exitCode, stderr } = await netloom([
    ...['init', '--role', 'host', ...places(mechanism), '--mechanism', mechanism, '--host', 'compute1', '--dhcp'],
    ...['--controller', 'wss://192.0.2.1:9696/agent', '--local-ip', '192.0.2.11', '--token-file', token],
  ])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const { problems, warnings } = await judgeConfiguration([join(folder, mechanism, 'agent.ini')])
  expect({ problems, warnings }).toEqual({ problems: [], warnings: [] })
  expect(await readFile(join(folder, mechanism, 'agent.token'), 'utf8')).toBe('the-secret\n')
  expect(await modeOf(join(folder, mechanism, 'agent.token'))).toBe('600')
  expect(await modeOf(join(folder, mechanism, 'agent.ini'))).toBe('644')
  for (const unit of ['netloom-agent', 'netloom-dhcp-agent']) {
    const text = await readFile(join(folder, mechanism, 'units', `${unit}.service`), 'utf8')
    expect(text).toContain(`--mechanism ${mechanism} --host compute1 `)
    expect(text).toContain('KillMode=process')
    expect(text).not.toContain('the-secret')
  }
})

it.each([
  [['--role', 'controller', '--listen', '192.0.2.1:9696'], /cross the network in the clear/],
  [['--role', 'host', '--local-ip', '192.0.2.1'], /--controller: is missing/],
  [['--role', 'host', '--controller', 'wss://c:1/agent', '--local-ip', 'x'], /--local-ip x: is no address/],
  [['--role', 'host', '--controller', 'wss://c:1/agent', '--local-ip', '192.0.2.1'], /--token-file: is missing/],
])('init %j says what is missing', async (args, problem) => {
  const { stderr, exitCode } = await netloom(['init', ...args, ...places('bad')])
  expect(stderr).toMatch(problem)
  expect(exitCode).toBe(2)
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { judgeConfiguration, type Judgement } from '../src/compose/judge-configuration.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-ini-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function judge(...texts: readonly string[]): Promise<Judgement> {
  const files = texts.map((_, index) => join(folder, `${String(index)}.ini`))
  await Promise.all(files.map((file, index) => writeFile(file, texts[index]!)))
  return judgeConfiguration(files)
}

it('finds every problem of every reader, and names file, line, section and option', async () => {
  const { problems, warnings } = await judge(
    '[ml2]\nmechanism_drivers = linuxbrigde\npath_mtu = many\n',
    '[ml2_type_vxlan]\nvni_ranges = 100:x\n[vxlan]\narp_responder = maybe\nl2_populatoin = True\n',
  )
  const found = problems.map(({ where, value }) => `${where.replace(folder, '')} = ${value ?? ''}`)
  expect(found).toEqual([
    '/0.ini:3 [ml2] path_mtu = many',
    '/1.ini:2 [ml2_type_vxlan] vni_ranges = 100:x',
    '/0.ini:2 [ml2] mechanism_drivers = linuxbrigde',
    '/1.ini:4 [vxlan] arp_responder = maybe',
  ])
  expect(problems.find(({ value }) => value === 'linuxbrigde')?.remedy).toContain(
    'found: linuxbridge, openvswitch, l2population',
  )
  expect(warnings).toMatchObject([{ remedy: 'did you mean l2_population?' }])
})

it('names files that cannot be read', async () => {
  const { problems } = await judgeConfiguration([join(folder, 'none.ini')])
  expect(problems).toMatchObject([{ where: '--config-file', value: join(folder, 'none.ini') }])
})

it('has nothing to say about the article’s files', async () => {
  const { problems, warnings, modules } = await judge(
    '[ml2]\ntype_drivers = vxlan\ntenant_network_types = vxlan\nmechanism_drivers = linuxbridge,l2population\n[ml2_type_vxlan]\nvni_ranges = 100:1000\n',
    '[vxlan]\nlocal_ip = 166.66.16.10\nl2_population = True\n',
  )
  expect(problems).toEqual([])
  expect(warnings).toEqual([])
  expect(modules.map(({ name }) => name)).toEqual([
    'vxlan',
    'linuxbridge',
    'l2population',
    'dhcp',
    'router',
    'security-groups',
    'metadata',
  ])
})

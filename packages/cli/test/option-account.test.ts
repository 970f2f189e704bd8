import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { accountForOptions, OPTION_NOTES, OPTION_REFUSALS, readIniFiles } from '@netloom/core/kit'
import { describe, expect, it } from 'vitest'
import { judgeConfiguration } from '../src/compose/judge-configuration.ts'
import { mergedOptions } from './support/merged-options.ts'

const FOLDER = join(import.meta.dirname, 'fixtures/neutron-21')
const FILES = ['neutron.conf', 'ml2_conf.ini', 'linuxbridge_agent.ini', 'openvswitch_agent.ini', 'dhcp_agent.ini']
/** Every option of the five files of Debian's packages of Neutron 21, set or commented out: file → section → names. */
const OPTIONS = JSON.parse(readFileSync(join(FOLDER, 'options.json'), 'utf8')) as Record<
  string,
  Record<string, readonly string[]>
>

const pairs = (): readonly (readonly [section: string, option: string])[] => {
  const all = Object.values(OPTIONS).flatMap((sections) =>
    Object.entries(sections).flatMap(([section, options]) => options.map((option) => `${section}\n${option}`)),
  )
  return [...new Set(all)].map((pair) => pair.split('\n') as [string, string])
}

describe('options of Neutron 21', () => {
  it('each works, is named with what does its job, or is refused when it asks for something', async () => {
    const works = await mergedOptions()
    const silent = pairs().filter(([section, option]) => {
      const isRead = works[section]?.includes(option) ?? false
      const isNoted = OPTION_NOTES.some((note) => note.section === section && note.options.includes(option))
      const isRefused = OPTION_REFUSALS.some((refusal) => refusal.section === section && refusal.option === option)
      return !isRead && !isNoted && !isRefused
    })
    expect(pairs().length).toBeGreaterThan(550)
    expect(silent).toEqual([])
  })

  it('have one account each: none is noted or refused although it works, or noted twice', async () => {
    const works = await mergedOptions()
    const noted = OPTION_NOTES.flatMap(({ section, options }) => options.map((option) => `${section}.${option}`))
    const refused = OPTION_REFUSALS.map(({ section, option }) => `${section}.${option}`)
    const read = Object.entries(works).flatMap(([section, options]) => options.map((option) => `${section}.${option}`))
    const all = [...noted, ...refused]
    expect(all.filter((option, index) => all.indexOf(option) !== index)).toEqual([])
    expect(all.filter((option) => read.includes(option))).toEqual([])
  })

  it.each(OPTION_REFUSALS.map((refusal) => [refusal.section, refusal.option, refusal] as const))(
    '[%s] %s is refused with a value that asks for something, and not with a harmless one',
    (section, option, { harmless, problem, remedy }) => {
      const account = (value: string) =>
        accountForOptions(readIniFiles([{ path: 'x', text: `[${section}]\n${option} = ${value}\n` }]), [])
      expect(account('asked-for').problems).toEqual([
        { where: `x:2 [${section}] ${option}`, value: 'asked-for', problem, remedy },
      ])
      for (const value of ['', ...harmless, ...harmless.map((word) => word.toUpperCase())]) {
        expect(account(value)).toEqual({ problems: [], warnings: [], notes: [] })
      }
    },
  )
})

describe('files of Debian’s packages of Neutron 21', () => {
  it.each(FILES)('%s is taken unmodified', async (name) => {
    const { problems, warnings } = await judgeConfiguration([join(FOLDER, name)])
    const login = problems.filter(({ where }) => !where.startsWith('[keystone_authtoken]'))
    expect(login).toEqual([])
    expect(warnings.filter(({ problem }) => problem.startsWith('nobody reads'))).toEqual([])
  })

  it('together start a controller with the drivers that they name', async () => {
    const { problems, modules } = await judgeConfiguration(FILES.map((name) => join(FOLDER, name)))
    expect(problems).toEqual([])
    expect(modules.map(({ name }) => name)).toEqual([
      'flat',
      'vxlan',
      'openvswitch',
      'l2population',
      'dhcp',
      'router',
      'security-groups',
      'metadata',
    ])
  })

  it('say once what does the job of options without an effect', async () => {
    const { notes } = await judgeConfiguration([join(FOLDER, 'neutron.conf')])
    expect(notes).toContainEqual({
      options: [
        '[DEFAULT] notify_nova_on_port_data_changes',
        '[DEFAULT] notify_nova_on_port_status_changes',
        '[nova] auth_type',
        '[nova] project_domain_name',
        '[nova] user_domain_name',
      ],
      instead: expect.stringContaining('vif_plugging_is_fatal') as string,
    })
  })

  it('installed ones are taken as they are', async ({ skip }) => {
    const installed = ['/usr/share/neutron-common', '/etc/neutron'].flatMap((folder) =>
      ['neutron.conf', 'dhcp_agent.ini', 'plugins/ml2/ml2_conf.ini'].map((name) => join(folder, name)),
    )
    const present = installed.filter((path) => existsSync(path))
    skip(present.length === 0, 'no package of Neutron is installed')
    const { problems } = await judgeConfiguration(present)
    expect(problems).toEqual([])
  })
})

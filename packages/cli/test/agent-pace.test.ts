import { ConfigurationError, type IniSections, silentLogger } from '@netloom/core'
import { type IniConfig, readPermittedEthertypes } from '@netloom/core/kit'
import { describe, expect, it } from 'vitest'
import { readAgentIni } from '../src/compose/agent-ini.ts'
import { composeRole } from '../src/compose/compose-role.ts'

const sectionsOf = (section: string, options: Readonly<Record<string, string>>): IniSections =>
  new Map([[section, new Map(Object.entries(options).map(([name, value]) => [name, [value]]))]])

const paceOf = async (sections: IniSections): Promise<unknown> => {
  const ini: IniConfig = { sections, origin: () => undefined }
  return (await composeRole('dhcp', { ini, host: 'h1', logger: silentLogger })).pace
}

describe('the file of an agent', () => {
  it('says how long a DHCP agent gathers changes, and how soon it tries again', async () => {
    const sections = sectionsOf('DEFAULT', { bulk_reload_interval: '3', resync_interval: '5' })
    expect(await paceOf(sections)).toEqual({ bulkInterval: 3_000, longestRetry: 5_000 })
    expect(await paceOf(new Map())).toEqual({ bulkInterval: 0 })
  })

  it('says how often it reports', () => {
    expect(readAgentIni(sectionsOf('agent', { report_interval: '7.5' })).heartbeatInterval).toBe(7_500)
    expect(readAgentIni(new Map())).toEqual({})
    expect(() => readAgentIni(sectionsOf('agent', { report_interval: 'often' }))).toThrow(ConfigurationError)
  })

  it('says which ethertypes pass, but none that port security looks into', () => {
    const read = (text: string): readonly number[] =>
      readPermittedEthertypes(sectionsOf('securitygroup', { permitted_ethertypes: text }))
    expect(read('0x4008, 0x8100,0x4008')).toEqual([0x4008, 0x8100])
    expect(readPermittedEthertypes(new Map())).toEqual([])
    for (const text of ['0x0800', '0x806', '0x86DD', '4008', '0x10', 'ipv4', '0x12345'])
      expect(() => read(text), text).toThrow(ConfigurationError)
  })
})

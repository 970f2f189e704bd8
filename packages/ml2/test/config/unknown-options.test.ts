import { editDistance, type OptionCatalogue } from '@netloom/core/kit'
import { expect, test } from 'vitest'
import { accountForOptions, type IniConfig, readIniFiles, RecordedReads } from '@netloom/core/kit'
import { readMl2Ini } from '../../src/ini.ts'
import { ini } from '../../../core/test/config/problems-of.ts'

const engine = new RecordedReads()
readMl2Ini({ sections: engine, origin: () => undefined })
const AGENT: OptionCatalogue = { agent: ['tunnel_types'], ml2_type_vxlan: ['vni_ranges'] }

const unknownOptions = (config: IniConfig, drivers: readonly OptionCatalogue[]) =>
  accountForOptions(config, [engine.asked, AGENT, ...drivers]).warnings

test.each([
  ['[ml2]\ntype_driver = flat', 'x.ini:2 [ml2] type_driver', 'did you mean type_drivers?'],
  ['[ml2]\nmechansim_drivers = a', 'x.ini:2 [ml2] mechansim_drivers', 'did you mean mechanism_drivers?'],
  ['[ml2]\nType-Drivers = a', 'x.ini:2 [ml2] Type-Drivers', 'did you mean type_drivers?'],
  ['[ml2_type_vxlam]\nvni_ranges = 1:2', 'x.ini:2 [ml2_type_vxlam] vni_ranges', 'did you mean [ml2_type_vxlan]?'],
  ['[ML3]', '[ml3]', 'did you mean [ml2]?'],
  ['[default]\ndebug = 1', 'x.ini:2 [default] debug', 'did you mean [DEFAULT]?'],
  ['[ml2]\ntunnel_types = vxlan', 'x.ini:2 [ml2] tunnel_types', 'move it to [agent], or remove it'],
  ['[ml2]\nqqqqqqqqqqqq = 1', 'x.ini:2 [ml2] qqqqqqqqqqqq', 'remove it, or correct its name'],
])('%j is told with what was meant', (text, where, remedy) => {
  const warnings = unknownOptions(readIniFiles([{ path: 'x.ini', text }]), [])
  expect(warnings).toEqual([expect.objectContaining({ where, remedy })])
})

test('no value gets into a warning', () => {
  const warnings = unknownOptions(ini('[DEFAULT]', 'nova_admin_pasword = hunter2', '[sekrets]', 'a = hunter2'), [])
  expect(warnings).toHaveLength(2)
  expect(JSON.stringify(warnings)).not.toContain('hunter2')
})

test('what a driver understands is known, in sections of its own and in those of others', () => {
  const config = ini('[ml2_type_stt]', 'port = 7471', '[agent]', 'stt_port = 1')
  expect(unknownOptions(config, [])).toHaveLength(2)
  expect(unknownOptions(config, [{ ml2_type_stt: ['port'], agent: ['stt_port'] }])).toEqual([])
})

test('distance counts a swap of neighbours once', () => {
  expect([editDistance('', 'abc'), editDistance('ab', 'ba'), editDistance('kitten', 'sitting')]).toEqual([3, 1, 3])
})

test('sections fold case as oslo.config folds it: options of all spellings are one section, the last one wins', () => {
  const config = readIniFiles([{ path: 'x.ini', text: '[VXLAN]\nttl = 3\n[vxlan]\nttl = 4\n[Vxlan]\ntos = 5\n' }])
  expect([...config.sections.keys()]).toEqual(['vxlan'])
  expect(config.sections.get('vxlan')?.get('ttl')?.at(-1)).toBe('4')
  expect(config.sections.get('vxlan')?.get('tos')).toEqual(['5'])
  expect(config.origin('vxlan', 'tos')).toBe('x.ini:6')
})

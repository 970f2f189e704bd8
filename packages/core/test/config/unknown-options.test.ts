import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readIniFiles, readMl2Ini, unknownOptions } from '../../src/index.ts'
import { editDistance } from '../../src/config/nearest-name.ts'
import { ini } from './problems-of.ts'

test.each([
  ['[ml2]\ntype_driver = flat', 'x.ini:2 [ml2] type_driver', 'did you mean type_drivers?'],
  ['[ml2]\nmechansim_drivers = a', 'x.ini:2 [ml2] mechansim_drivers', 'did you mean mechanism_drivers?'],
  ['[ml2]\nType-Drivers = a', 'x.ini:2 [ml2] Type-Drivers', 'did you mean type_drivers?'],
  ['[ml2_type_vxlam]\nvni_ranges = 1:2', 'x.ini:2 [ml2_type_vxlam] vni_ranges', 'did you mean [ml2_type_vxlan]?'],
  ['[ML2]', '[ML2]', 'did you mean [ml2]?'],
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

test('options of Neutron and its agents are known, also those without an effect here', () => {
  const config = ini(
    '[DEFAULT]',
    'core_plugin = ml2',
    'transport_url = rabbit://',
    'interface_driver = linuxbridge',
    'external_network_bridge =',
    'service_provider = a',
    '[database]',
    'connection = sqlite://',
    '[keystone_authtoken]',
    'auth_url = http://localhost',
    '[linux_bridge]',
    'physical_interface_mappings = physnet1:eth1',
    '[vxlan]',
    'udp_srcport_min = 0',
    '[securitygroup]',
    'firewall_driver = iptables',
    '[haproxy]',
    'user_group = nogroup',
    '[service_providers]',
    'service_provider = LOADBALANCER:Haproxy:x:default',
  )
  expect(unknownOptions(config, [])).toEqual([])
})

test('distance counts a swap of neighbours once', () => {
  expect([editDistance('', 'abc'), editDistance('ab', 'ba'), editDistance('kitten', 'sitting')]).toEqual([3, 1, 3])
})

// NETLOOM_NEUTRON_FILES: a folder laid out as /etc/neutron, for machines without the packages.
const folders = ['/usr/share/neutron-common', '/etc/neutron', process.env['NETLOOM_NEUTRON_FILES']]
const names = ['neutron.conf', 'dhcp_agent.ini', 'l3_agent.ini']
const plugins = ['ml2_conf.ini', 'linuxbridge_agent.ini', 'openvswitch_agent.ini'].map((name) => `plugins/ml2/${name}`)
const PACKAGED = folders.flatMap((folder) =>
  folder === undefined ? [] : [...names, ...plugins].map((name) => `${folder}/${name}`),
)
const present = PACKAGED.filter((path) => existsSync(path))
if (present.length === 0) console.info('packaged files are not compared: no package of Neutron is installed here')

test.skipIf(present.length === 0)(
  'packaged files give neither errors nor warnings, as they are and with every option set',
  () => {
    for (const path of present) {
      const text = readFileSync(path, 'utf8')
      const everything = text.replace(/^#([a-z_0-9.]+ ?=)(?: ?<None>$)?/gm, '$1')
      for (const variant of [text, everything]) {
        const config = readIniFiles([{ path, text: variant }])
        expect(unknownOptions(config, [])).toEqual([])
        expect(readMl2Ini(config).mechanismDrivers).toBeInstanceOf(Array)
      }
    }
  },
)

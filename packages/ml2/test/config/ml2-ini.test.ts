import { expect, test } from 'vitest'
import { DEFAULT_QUOTAS } from '@netloom/core'
import { accountForOptions, readIniFiles } from '@netloom/core/kit'
import { readMl2Ini } from '../../src/ini.ts'
import { ini, problemsOf } from '../../../core/test/config/problems-of.ts'

test('what a file leaves out is left out, apart from the type drivers', () => {
  expect(readMl2Ini(ini(''))).toEqual({
    ml2: { quotas: DEFAULT_QUOTAS },
    typeDrivers: ['local', 'flat', 'vlan', 'gre', 'vxlan', 'geneve'],
    mechanismDrivers: [],
    extensionDrivers: [],
  })
})

test('drivers keep their order, and every option has its type', () => {
  const config = ini(
    '[DEFAULT]',
    'global_physnet_mtu = 9000',
    'base_mac = FA:16:3E:4f:00:00',
    'agent_down_time = 20',
    'enable_new_agents = False',
    'max_dns_nameservers = 2',
    'max_subnet_host_routes = 0',
    'max_allowed_address_pair = 7',
    'default_availability_zones = z1,z2',
    'enable_services_on_agents_with_admin_state_down = True',
    'dns_domain = cloud.example.',
    '[ml2]',
    'type_drivers = vxlan,',
    '    flat',
    'project_network_types = vxlan',
    'mechanism_drivers = linuxbridge,l2population',
    'extension_drivers = port_security,own,qos',
    'path_mtu = 1450',
    'physical_network_mtus = physnet1:9000, physnet2:1500',
    'external_network_type = flat',
    'overlay_ip_version = 6',
    '[agent]',
    'report_interval = 2.5',
  )
  expect(readMl2Ini(config)).toEqual({
    ml2: {
      projectNetworkTypes: ['vxlan'],
      externalNetworkType: 'flat',
      pathMtu: 1450,
      globalPhysnetMtu: 9000,
      physicalNetworkMtus: { physnet1: 9000, physnet2: 1500 },
      overlayIpVersion: 6,
      baseMac: 'fa:16:3e:4f:00:00',
      agentDownTime: 20,
      enableNewAgents: false,
      reportInterval: 2.5,
      maxDnsNameservers: 2,
      maxSubnetHostRoutes: 0,
      maxAllowedAddressPair: 7,
      defaultAvailabilityZones: ['z1', 'z2'],
      enableServicesOnAgentsWithAdminStateDown: true,
      dnsDomain: 'cloud.example.',
      quotas: DEFAULT_QUOTAS,
    },
    typeDrivers: ['vxlan', 'flat'],
    mechanismDrivers: ['linuxbridge', 'l2population'],
    extensionDrivers: ['own'],
  })
})

test('older names count where the present ones are missing', () => {
  const old = ['[DEFAULT]', 'segment_mtu = 2000', '[ml2]', 'tenant_network_types = vxlan']
  expect(readMl2Ini(ini(...old)).ml2).toMatchObject({ projectNetworkTypes: ['vxlan'], globalPhysnetMtu: 2000 })
  const both = [...old, 'project_network_types = flat', '[DEFAULT]', 'global_physnet_mtu = 3000']
  expect(readMl2Ini(ini(...both)).ml2).toMatchObject({ projectNetworkTypes: ['flat'], globalPhysnetMtu: 3000 })
})

test('an empty list of network types is a choice, not an omission', () => {
  expect(readMl2Ini(ini('[ml2]', 'tenant_network_types =')).ml2).toMatchObject({ projectNetworkTypes: [] })
})

test('all bad values are told at once, with file, line and what is allowed', () => {
  const neutron = { path: 'neutron.conf', text: '[DEFAULT]\nbase_mac = 01:00:5e:00:00:00\nagent_down_time = soon' }
  const plugin = [
    '[ml2]',
    'type_drivers = flat,vxlan,flat',
    'tenant_network_types = gre',
    'external_network_type = vlan',
    'path_mtu = -1',
    'physical_network_mtus = physnet1:big,physnet2',
    'overlay_ip_version = 5',
    '[agent]',
    'report_interval = 0',
  ].join('\n')
  const config = readIniFiles([neutron, { path: 'ml2_conf.ini', text: plugin }])
  const problems = problemsOf(() => readMl2Ini(config))
  expect(problems.map(({ where, value }) => `${where} = ${value ?? ''}`)).toEqual([
    'ml2_conf.ini:2 [ml2] type_drivers = flat',
    'ml2_conf.ini:3 [ml2] tenant_network_types = gre',
    'ml2_conf.ini:4 [ml2] external_network_type = vlan',
    'ml2_conf.ini:5 [ml2] path_mtu = -1',
    'ml2_conf.ini:6 [ml2] physical_network_mtus = physnet2',
    'ml2_conf.ini:6 [ml2] physical_network_mtus = physnet1:big',
    'ml2_conf.ini:7 [ml2] overlay_ip_version = 5',
    'neutron.conf:2 [DEFAULT] base_mac = 01:00:5e:00:00:00',
    'neutron.conf:3 [DEFAULT] agent_down_time = soon',
    'ml2_conf.ini:9 [agent] report_interval = 0',
  ])
  expect(problems.find(({ value }) => value === 'soon')?.remedy).toBe('write a whole number from 1 to 2147483647')
})

test('quotas are Neutron’s where a file says nothing; any negative number is no limit', () => {
  const config = ini('[quotas]', 'quota_port = 7', 'quota_network = -3', 'quota_driver = x', 'quota_trunk = 2')
  expect(readMl2Ini(config).ml2.quotas).toEqual({ ...DEFAULT_QUOTAS, port: 7, network: -1, trunk: 2 })
  expect(readMl2Ini(ini('[quotas]', 'default_quota = 9')).ml2.quotas).toEqual({
    ...DEFAULT_QUOTAS,
    subnetpool: 9,
    trunk: 9,
  })
  const problems = problemsOf(() => readMl2Ini(ini('[quotas]', 'quota_port = many')))
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatchObject({ value: 'many', problem: 'is out of bounds' })
})

test('services and extensions of Neutron’s own are accepted by name and by class; those that are missing here are warned of', () => {
  const plugins = [
    'router,qos,trunk,segments,network_ip_availability,revisions,timestamp,tag,metering,auto_allocate,flavors,log,loki',
    'network_segment_range,placement,port_forwarding,conntrack_helper,ndp_proxy,local_ip,dummy',
    'neutron.services.qos.qos_plugin.QoSPlugin,neutron.services.placement_report.plugin.PlacementReportPlugin',
  ].join(',')
  const extensions = [
    'port_security,qos,dns,dns_domain_ports,dns_domain_keywords,subnet_dns_publish_fixed_ip,data_plane_status',
    'uplink_status_propagation,uplink_status_propagation_updatable,port_hints,port_device_profile,port_trusted',
    'port_numa_affinity_policy,port_hardware_offload_type,tag_ports_during_bulk_creation',
  ].join(',')
  const config = ini('[DEFAULT]', `service_plugins = ${plugins}`, '[ml2]', `extension_drivers = ${extensions}`)
  expect(readMl2Ini(config).extensionDrivers).toEqual([])
  const { warnings } = accountForOptions(config, [{ DEFAULT: ['service_plugins'], ml2: ['extension_drivers'] }])
  const values = warnings.map(({ value }) => value)
  expect(values).toEqual(expect.arrayContaining(['router', 'loki', 'port_trusted', 'placement', 'local_ip']))
  expect(values).not.toContain('qos')
})

test('a service that nobody has is refused, with the one that was probably meant', () => {
  const problems = problemsOf(() => readMl2Ini(ini('[DEFAULT]', 'service_plugins = qos,trnk,segmants,acme')))
  expect(problems.map(({ value, remedy }) => [value, remedy.split(';')[0]])).toEqual([
    ['trnk', 'did you mean trunk? Otherwise remove it'],
    ['segmants', 'did you mean segments? Otherwise remove it'],
    ['acme', 'remove it'],
  ])
})

import { del, get, NO_SUCH_ID, put, putEach, type Scenario } from '../scenario.ts'
import { at, PLACE, port, WRONG } from './ports.ts'

/** What would leave the two sides with different ports is left out. */
const CHANGES = {
  ...WRONG,
  mac_address: WRONG.mac_address.filter((mac) => mac === null || !/^(01:|02-|02:.*B$|02.*\.)/.test(String(mac))),
  extra_dhcp_opts: WRONG.extra_dhcp_opts.filter((options) => !Array.isArray(options) || options.length < 2),
}

/** Every attribute of a port later on. */
export const portUpdate: Scenario = {
  name: 'port-update',
  steps: [
    ...PLACE,
    port({ name: 'p', mac_address: '02:00:00:00:00:01', ...at('10.0.0.5') }, 'p'),
    port({ name: 'q', mac_address: '02:00:00:00:00:02', ...at('10.0.0.6') }, 'q'),
    put('/ports/{{p}}', { port: {} }),
    put('/ports/{{p}}', { port: { name: 'renamed', description: 'said', admin_state_up: false } }),
    put('/ports/{{p}}', { port: { mac_address: '02:00:00:00:00:03' } }),
    put('/ports/{{p}}', { port: { mac_address: '02:00:00:00:00:02' } }),
    put('/ports/{{p}}', { port: at('10.0.0.7') }),
    put('/ports/{{p}}', { port: at('10.0.0.6') }),
    put('/ports/{{p}}', { port: { fixed_ips: [{ ip_address: '10.0.0.7' }, { ip_address: '10.0.0.8' }] } }),
    put('/ports/{{p}}', { port: { fixed_ips: [] } }),
    put('/ports/{{p}}', { port: { fixed_ips: [{ subnet_id: '{{sub}}' }] } }),
    put('/ports/{{p}}', { port: { device_id: 'vm-1', device_owner: 'compute:nova' } }),
    put('/ports/{{p}}', { port: { extra_dhcp_opts: [{ opt_name: 'mtu', opt_value: '1400' }] } }),
    put('/ports/{{p}}', { port: { extra_dhcp_opts: [{ opt_name: 'tftp-server', opt_value: '10.0.0.1' }] } }),
    put('/ports/{{p}}', { port: { extra_dhcp_opts: [{ opt_name: 'mtu', opt_value: null }] } }),
    put('/ports/{{p}}', { port: { 'binding:profile': { a: { b: [1, 'x', null] } } } }),
    put('/ports/{{p}}', { port: { 'binding:host_id': 'host-nowhere' } }),
    put('/ports/{{p}}', { port: { 'binding:vnic_type': 'direct' } }),
    put('/ports/{{p}}', { port: { mac_address: '02:00:00:00:00:04' } }),
    put('/ports/{{p}}', { port: { 'binding:host_id': '' } }),
    put('/ports/{{p}}', { port: { 'binding:vnic_type': 'direct' } }),
    put('/ports/{{p}}', { port: { data_plane_status: 'ACTIVE' } }),
    put('/ports/{{p}}', { port: { data_plane_status: 'foo' } }),
    put('/ports/{{p}}', { port: { data_plane_status: null } }),
    put('/ports/{{p}}', { port: { data_plane_status: 'DOWN' } }),
    put('/ports/{{p}}', { port: { port_security_enabled: false } }),
    put('/ports/{{p}}', { port: { port_security_enabled: false, security_groups: [], allowed_address_pairs: [] } }),
    put('/ports/{{p}}', { port: { allowed_address_pairs: [{ ip_address: '10.0.0.99' }] } }),
    put('/ports/{{q}}', {
      port: {
        allowed_address_pairs: [
          { ip_address: '10.0.0.99' },
          { ip_address: '10.0.0.98', mac_address: '02:00:00:00:00:77' },
        ],
      },
    }),
    put('/ports/{{q}}', { port: { allowed_address_pairs: [{ ip_address: '10.0.0.97' }] } }),
    put('/ports/{{q}}', { port: { port_security_enabled: false, security_groups: [] } }),
    ...putEach('/ports/{{q}}', 'port', {
      ...CHANGES,
      network_id: ['{{other}}'],
      id: [NO_SUCH_ID],
      project_id: ['{{project-a}}'],
      status: ['ACTIVE'],
      tags: [['a']],
      'binding:vif_type': ['bridge'],
      propagate_uplink_status: [true],
      revision_number: [5],
      nothing: [1],
    }),
    get('/ports/{{p}}'),
    get('/ports/{{p}}?fields=name&fields=fixed_ips'),
    get(`/ports/${NO_SUCH_ID}`),
    put(`/ports/${NO_SUCH_ID}`, { port: { name: 'x' } }),
    del(`/ports/${NO_SUCH_ID}`),
    del('/networks/{{net}}'),
    del('/ports/{{p}}'),
    get('/ports/{{p}}'),
    del('/ports/{{q}}'),
    del('/networks/{{net}}'),
    get('/networks/{{net}}'),
    get('/subnets/{{sub}}'),
  ],
}

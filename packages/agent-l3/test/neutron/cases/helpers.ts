import { by, type L3Request, NOBODY } from '../request.ts'

const [admin, alice, bob] = [by('admin'), by('alice'), by('bob')]
const CH = '/routers/{{ra}}/conntrack_helpers'

const CREATES: readonly unknown[] = [
  null,
  {},
  { protocol: 'tcp', port: 21 },
  { protocol: 'tcp', helper: 'ftp' },
  { port: 21, helper: 'ftp' },
  { protocol: 'udp', port: 21, helper: 'ftp' },
  { protocol: 'tcp', port: 0, helper: 'ftp' },
  { protocol: 'tcp', port: 65536, helper: 'ftp' },
  { protocol: 'tcp', port: 'x', helper: 'ftp' },
  { protocol: 'tcp', port: '2121', helper: 'ftp' },
  { protocol: 'tcp', port: 21, helper: 'nope' },
  { protocol: 'tcp', port: 21, helper: null },
  { protocol: 'icmp', port: 21, helper: 'ftp' },
  { protocol: 'TCP', port: 22, helper: 'ftp' },
  { protocol: 'tcp', port: 23, helper: 'FTP' },
  { protocol: 'udp', port: 69, helper: 'tftp' },
  { protocol: 'udp', port: 69, helper: 'tftp' },
  { protocol: 'udp', port: 69, helper: 'sip' },
  { protocol: 'tcp', port: 21, helper: 'ftp', foo: 1 },
  { protocol: 'tcp', port: 21, helper: 'ftp', id: NOBODY },
]
const UPDATES: readonly object[] = [
  {},
  { port: 2100 },
  { port: 69 },
  { port: null },
  { protocol: 'udp' },
  { protocol: 'udp', helper: 'tftp', port: 69 },
  { helper: 'sip' },
  { helper: 'nope' },
  { foo: 1 },
]

export const HELPERS: readonly L3Request[] = [
  ...CREATES.map((value) => alice('POST', CH, { conntrack_helper: value })),
  alice('POST', CH, { conntrack_helper: { protocol: 'tcp', port: 21, helper: 'ftp' } }, 'ch'),
  bob('POST', CH, { conntrack_helper: { protocol: 'tcp', port: 21, helper: 'ftp' } }),
  alice('POST', `/routers/${NOBODY}/conntrack_helpers`, {
    conntrack_helper: { protocol: 'tcp', port: 21, helper: 'ftp' },
  }),
  ...UPDATES.map((value) => alice('PUT', `${CH}/{{ch}}`, { conntrack_helper: value })),
  ...[
    'helper=ftp',
    'protocol=tcp&helper=ftp',
    'port=69',
    'port=x',
    'foo=bar',
    'fields=helper&port=69',
    'id={{ch}}',
  ].map((query) => alice('GET', `${CH}?${query}`)),
  alice('GET', `${CH}/{{ch}}`),
  alice('GET', `${CH}/${NOBODY}`),
  bob('GET', `${CH}/{{ch}}`),
  bob('GET', CH),
  bob('PUT', `${CH}/{{ch}}`, { conntrack_helper: { port: 1 } }),
  bob('DELETE', `${CH}/{{ch}}`),
  admin('GET', `${CH}/{{ch}}`),
  alice('GET', '/routers/{{ra}}?fields=conntrack_helpers'),
  alice('GET', '/routers/{{rb}}/conntrack_helpers/{{ch}}'),
  admin('GET', '/routers/{{rb}}/conntrack_helpers/{{ch}}'),
  alice('DELETE', `${CH}/{{ch}}`),
  alice('DELETE', `${CH}/{{ch}}`),
]

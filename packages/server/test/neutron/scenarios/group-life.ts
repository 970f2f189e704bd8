import { SeededDraws } from '../../fuzz/seeded-draws.ts'
import { del, get, post, put, type Caller, type Scenario, type Step } from '../scenario.ts'

const SEED = 22
const COUNT = 240
const CALLERS: readonly Caller[] = [
  'member@a',
  'member@a',
  'member@a',
  'member@b',
  'member@b',
  'admin@admin',
  'manager@a',
]
const PLACES = [0, 1, 2, 3]

/** Requests about groups, rules, ports and address groups as they come, by several callers, about the same few objects. */
class Life {
  constructor(private readonly dice: SeededDraws) {}

  step(): Step {
    const { dice } = this
    const as = dice.pick(CALLERS)
    return dice.pick([
      this.makeGroup,
      this.changeGroup,
      this.endGroup,
      this.makeRule,
      this.makeRule,
      this.endRule,
      this.makePort,
      this.makePort,
      this.changePort,
      this.changePort,
      this.endPort,
      this.addressGroup,
      this.addressGroup,
      this.share,
      this.look,
    ])(as)
  }

  private readonly one = (kind: string): string => `{{${kind}${String(this.dice.pick(PLACES))}}}`
  private readonly place = (kind: string): string => `${kind}${String(this.dice.pick(PLACES))}`
  private readonly some = (kind: string): readonly string[] => [
    ...new Set(this.dice.pick([[], [this.one(kind)], [this.one(kind)], [this.one(kind), this.one(kind)]])),
  ]

  private readonly makeGroup = (as: Caller): Step =>
    post(
      '/security-groups',
      {
        security_group: {
          name: this.dice.pick(['web', 'db', 'default']),
          ...(this.dice.chance(0.2) && { stateful: false }),
        },
      },
      { as, save: { [this.place('g')]: 'security_group.id' } },
    )

  private readonly changeGroup = (as: Caller): Step =>
    put(
      `/security-groups/${this.one('g')}`,
      {
        security_group: this.dice.pick([
          { name: 'x' },
          { stateful: false },
          { stateful: true },
          { description: 'd' },
          { name: 'Default' },
        ]),
      },
      { as },
    )

  private readonly endGroup = (as: Caller): Step => del(`/security-groups/${this.one('g')}`, { as })

  private readonly rule = (): object => ({
    security_group_id: this.one('g'),
    direction: this.dice.pick(['ingress', 'egress']),
    ...this.dice.pick([
      {},
      { protocol: 'tcp', port_range_min: 22, port_range_max: this.dice.pick([22, 23, 21]) },
      { protocol: 'icmp' },
      { remote_group_id: this.one('g') },
      { remote_group_id: this.one('g'), ethertype: 'IPv6' },
      { remote_address_group_id: this.one('ag') },
      { remote_ip_prefix: '10.0.0.0/8' },
      { remote_ip_prefix: '10.0.0.0/8', remote_group_id: this.one('g') },
    ]),
  })

  private readonly makeRule = (as: Caller): Step =>
    this.dice.chance(0.25)
      ? post('/security-group-rules', { security_group_rules: [this.rule(), this.rule()] }, { as })
      : post(
          '/security-group-rules',
          { security_group_rule: this.rule() },
          { as, save: { [this.place('r')]: 'security_group_rule.id' } },
        )

  private readonly endRule = (as: Caller): Step => del(`/security-group-rules/${this.one('r')}`, { as })

  private readonly port = (): object => ({
    network_id: '{{net}}',
    ...this.dice.pick([
      {},
      {},
      { security_groups: this.some('g') },
      { security_groups: this.some('g') },
      { port_security_enabled: false },
      { fixed_ips: [], security_groups: this.some('g') },
      { allowed_address_pairs: [{ ip_address: '10.1.0.0/24' }] },
      { device_owner: 'network:dhcp' },
    ]),
  })

  private readonly makePort = (as: Caller): Step =>
    this.dice.chance(0.15)
      ? post('/ports', { ports: [this.port(), this.port()] }, { as })
      : post('/ports', { port: this.port() }, { as, save: { [this.place('p')]: 'port.id' } })

  private readonly changePort = (as: Caller): Step =>
    put(
      `/ports/${this.one('p')}`,
      {
        port: this.dice.pick([
          { security_groups: this.some('g') },
          { security_groups: this.some('g') },
          { security_groups: [] },
          { port_security_enabled: false },
          { port_security_enabled: true },
          { port_security_enabled: false, security_groups: [], allowed_address_pairs: [] },
          { allowed_address_pairs: [{ ip_address: '0.0.0.0/0' }] },
          { name: 'n' },
        ]),
      },
      { as },
    )

  private readonly endPort = (as: Caller): Step => del(`/ports/${this.one('p')}`, { as })

  private readonly addressGroup = (as: Caller): Step => {
    const addresses = this.dice.pick([
      ['10.0.0.0/8'],
      ['10.0.0.0/8', '2001:db8::/32'],
      ['192.0.2.1'],
      ['999.1.1.1'],
      ['10.0.0.0/33'],
    ])
    return this.dice.pick<() => Step>([
      () =>
        post(
          '/address-groups',
          { address_group: { name: 'ag', addresses } },
          { as, save: { [this.place('ag')]: 'address_group.id' } },
        ),
      () => put(`/address-groups/${this.one('ag')}/add_addresses`, { addresses }, { as }),
      () => put(`/address-groups/${this.one('ag')}/remove_addresses`, { addresses }, { as }),
      () => del(`/address-groups/${this.one('ag')}`, { as }),
    ])()
  }

  private readonly share = (as: Caller): Step => {
    const [object_type, kind] = this.dice.pick([
      ['security_group', 'g'],
      ['address_group', 'ag'],
    ] as const)
    const target_tenant = this.dice.pick(['{{project-a}}', '{{project-b}}', '*'])
    return this.dice.chance(0.7)
      ? post(
          '/rbac-policies',
          { rbac_policy: { object_type, object_id: this.one(kind), action: 'access_as_shared', target_tenant } },
          { as, save: { [this.place('s')]: 'rbac_policy.id' } },
        )
      : del(`/rbac-policies/${this.one('s')}`, { as })
  }

  private readonly look = (as: Caller): Step => {
    return get(
      this.dice.pick([
        `/security-groups/${this.one('g')}`,
        '/security-groups?fields=name&fields=shared',
        `/security-group-rules?security_group_id=${this.one('g')}`,
        `/ports?security_groups=${this.one('g')}&fields=security_groups`,
        `/address-groups/${this.one('ag')}`,
      ]),
      { as },
    )
  }
}

function steps(): readonly Step[] {
  const life = new Life(new SeededDraws(SEED))
  return [
    post('/networks', { network: { name: 'net' } }, { save: { net: 'network.id' } }),
    post('/subnets', { subnet: { network_id: '{{net}}', ip_version: 4, cidr: '10.1.0.0/16' } }),
    post('/rbac-policies', {
      rbac_policy: { object_type: 'network', object_id: '{{net}}', action: 'access_as_shared', target_tenant: '*' },
    }),
    ...PLACES.map((place) =>
      post(
        '/security-groups',
        { security_group: { name: `g${String(place)}` } },
        { as: place < 2 ? 'member@a' : 'member@b', save: { [`g${String(place)}`]: 'security_group.id' } },
      ),
    ),
    ...Array.from({ length: COUNT }, () => life.step()),
  ]
}

/** So many generated requests: what one says hangs on all before it. */
export const groupLife: Scenario = { name: 'group-life', steps: steps() }

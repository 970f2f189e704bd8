import { del, get, NO_SUCH_ID, post, postEach, put, putEach, tooLong, type Scenario, type Step } from '../scenario.ts'

const policy = (values: object, name?: string): Step =>
  post('/qos/policies', { policy: values }, name === undefined ? {} : { save: { [name]: 'policy.id' } })

/** Policies and where they apply. */
export const qosPolicies: Scenario = {
  name: 'qos-policies',
  steps: [
    get('/qos/policies'),
    policy({ name: 'p1' }, 'p1'),
    get('/qos/policies/{{p1}}'),
    policy({ name: 'p2', description: 'about', shared: true }, 'p2'),
    policy({ name: 'p3', is_default: true }, 'p3'),
    policy({ name: 'p4', is_default: true }),
    policy({ name: 'of a', project_id: '{{project-a}}' }),
    policy({}),
    ...postEach(
      '/qos/policies',
      'policy',
      { name: 'w' },
      {
        name: [5, null, '', tooLong(255)],
        description: [5, null, tooLong(255)],
        shared: ['foo', null],
        is_default: ['foo', null],
        rules: [[]],
        id: [NO_SUCH_ID],
        revision_number: [1],
        nothing: [1],
      },
    ),
    post('/qos/policies', { policies: [{ name: 'b1' }, { name: 'b2' }] }),
    post('/qos/policies', { policies: [{ name: 'b3' }, { nothing: 'b4' }] }),
    put('/qos/policies/{{p1}}', { policy: { name: 'renamed', description: 'said' } }),
    put('/qos/policies/{{p1}}', { policy: { shared: true } }),
    put('/qos/policies/{{p1}}', { policy: { shared: false } }),
    put('/qos/policies/{{p1}}', { policy: { is_default: true } }),
    put('/qos/policies/{{p3}}', { policy: { is_default: false } }),
    ...putEach('/qos/policies/{{p1}}', 'policy', {
      name: [5, null],
      project_id: ['{{project-a}}'],
      rules: [[]],
      nothing: [1],
      id: [NO_SUCH_ID],
    }),
    get('/qos/policies?name=p2&fields=name'),
    get('/qos/policies?shared=True&fields=name'),
    get('/qos/policies?is_default=True&fields=name'),
    get('/qos/policies?description=about&fields=name'),
    get('/qos/policies?nothing=1'),
    get('/qos/policies?sort_key=name&sort_dir=desc&limit=2&fields=name'),
    get('/qos/policies?fields=name', { as: 'member@a' }),
    get('/qos/policies/{{p1}}', { as: 'member@a' }),
    get('/qos/policies/{{p2}}', { as: 'member@a' }),
    policy({ name: 'by a' }),
    post('/qos/policies', { policy: { name: 'by a' } }, { as: 'member@a' }),
    post('/networks', { network: { name: 'n', qos_policy_id: '{{p1}}' } }, { save: { net: 'network.id' } }),
    post('/ports', { port: { network_id: '{{net}}', qos_policy_id: '{{p2}}' } }, { save: { port: 'port.id' } }),
    post('/ports', { port: { network_id: '{{net}}', name: 'inherits' } }),
    put('/ports/{{port}}', { port: { qos_policy_id: '{{p1}}' } }),
    put('/ports/{{port}}', { port: { qos_policy_id: NO_SUCH_ID } }),
    put('/ports/{{port}}', { port: { qos_policy_id: 'foo' } }),
    get('/networks?qos_policy_id={{p1}}&fields=name'),
    get('/ports?qos_policy_id={{p1}}&fields=id'),
    del('/qos/policies/{{p1}}'),
    put('/ports/{{port}}', { port: { qos_policy_id: null } }),
    del('/qos/policies/{{p1}}'),
    put('/networks/{{net}}', { network: { qos_policy_id: null } }),
    del('/qos/policies/{{p1}}'),
    del('/qos/policies/{{p1}}'),
    get('/qos/policies/{{p1}}'),
    put(`/qos/policies/${NO_SUCH_ID}`, { policy: { name: 'x' } }),
    get('/policies'),
  ],
}

interface Kind {
  readonly path: string
  readonly name: string
  readonly good: Readonly<Record<string, unknown>>
  readonly more: readonly object[]
  readonly wrong: Readonly<Record<string, readonly unknown[]>>
  readonly change: object
}

const KINDS: readonly Kind[] = [
  {
    path: 'bandwidth_limit_rules',
    name: 'bandwidth_limit_rule',
    good: { max_kbps: 1000 },
    more: [{ max_kbps: 2000 }, { max_kbps: 2000, direction: 'ingress' }, { max_burst_kbps: 100 }, {}],
    wrong: {
      max_kbps: ['foo', -1, null, 0, '5', 2_147_483_648, 1.5],
      max_burst_kbps: ['foo', -1, null, 2_147_483_648],
      direction: ['foo', null, 'any', 5],
      id: [NO_SUCH_ID],
      nothing: [1],
      tenant_id: ['{{project-a}}'],
    },
    change: { max_kbps: 500, max_burst_kbps: 50 },
  },
  {
    path: 'dscp_marking_rules',
    name: 'dscp_marking_rule',
    good: { dscp_mark: 26 },
    more: [{ dscp_mark: 28 }, {}],
    wrong: { dscp_mark: ['foo', -1, 1, 64, null, '28'], nothing: [1] },
    change: { dscp_mark: 0 },
  },
  {
    path: 'minimum_bandwidth_rules',
    name: 'minimum_bandwidth_rule',
    good: { min_kbps: 100 },
    more: [{ min_kbps: 200 }, { min_kbps: 200, direction: 'ingress' }, {}],
    wrong: { min_kbps: ['foo', -1, null, '5'], direction: ['foo', null], nothing: [1] },
    change: { min_kbps: 50 },
  },
  {
    path: 'packet_rate_limit_rules',
    name: 'packet_rate_limit_rule',
    good: { max_kpps: 100 },
    more: [{ max_kpps: 200 }, { max_kpps: 200, direction: 'ingress' }, {}],
    wrong: { max_kpps: ['foo', -1, null, 0], max_burst_kpps: ['foo', -1], direction: ['foo', 'any'], nothing: [1] },
    change: { max_kpps: 50 },
  },
  {
    path: 'minimum_packet_rate_rules',
    name: 'minimum_packet_rate_rule',
    good: { min_kpps: 100 },
    more: [{ min_kpps: 200 }, { min_kpps: 200, direction: 'ingress' }, { min_kpps: 5, direction: 'any' }, {}],
    wrong: { min_kpps: ['foo', -1, null], direction: ['foo'], nothing: [1] },
    change: { min_kpps: 50 },
  },
]

/** Rules of every kind. */
export const qosRules: Scenario = {
  name: 'qos-rules',
  steps: [
    get('/qos/rule-types'),
    get('/qos/rule-types/bandwidth_limit'),
    get('/qos/rule-types/nothing'),
    get('/qos/rule-types?all_supported=true'),
    get('/qos/rule-types?all_rules=true'),
    get('/qos/rule-types?nothing=1'),
    ...KINDS.flatMap(({ path, name, good, more, wrong, change }): readonly Step[] => {
      const rules = `/qos/policies/{{p-${name}}}/${path}`
      const rule = `${rules}/{{r-${name}}}`
      return [
        policy({ name }, `p-${name}`),
        get(rules),
        post(rules, { [name]: good }, { save: { [`r-${name}`]: `${name}.id` } }),
        get(rule),
        ...more.map((values) => post(rules, { [name]: values })),
        policy({ name }, `w-${name}`),
        ...postEach(`/qos/policies/{{w-${name}}}/${path}`, name, good, wrong),
        put(rule, { [name]: change }),
        put(rule, { [name]: {} }),
        ...putEach(rule, name, wrong),
        get(rules),
        get(`${rules}?nothing=1`),
        get(`/qos/policies/{{p-${name}}}`),
        get(`/qos/alias-${name.replaceAll('_', '-')}s/{{r-${name}}}`),
        get(`${rules}/${NO_SUCH_ID}`),
        put(`${rules}/${NO_SUCH_ID}`, { [name]: change }),
        del(`${rules}/${NO_SUCH_ID}`),
        get(`/qos/policies/${NO_SUCH_ID}/${path}`),
        post(`/qos/policies/${NO_SUCH_ID}/${path}`, { [name]: good }),
        post(rules, { [name]: good }, { as: 'member@a' }),
        get(rules, { as: 'member@a' }),
        del(rule),
        del(rule),
      ]
    }),
  ],
}

/** The requests whose answers of an Octavia 11 are in `answers.json`, in their order; some of the others stand between them. */
export interface Request {
  readonly label: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `<name>` stands for the id that an answer has left. */
  readonly path: string
  readonly body?: object
  /** Under which name the id of what was made is kept. */
  readonly keep?: string
  /** Whether the agent has done what it was told before the next request. */
  readonly settle?: true
}

const FOREIGN = '7ec8b7d8-2d7e-4f0c-9f34-1fd3b4a2a3aa'

type Extra = Pick<Request, 'keep' | 'settle'>
const settle = { settle: true } as const

const post = (label: string, path: string, name: string, body: object, extra: Extra = {}): Request => ({
  ...{ label, method: 'POST', path, body: { [name]: body } },
  ...extra,
})
const lb = (label: string, body: object, extra?: Extra): Request =>
  post(label, '/loadbalancers', 'loadbalancer', body, extra)
const listener = (label: string, body: object, extra?: Extra): Request =>
  post(label, '/listeners', 'listener', { loadbalancer_id: '<lb>', ...body }, extra)
const pool = (label: string, body: object, extra?: Extra): Request => post(label, '/pools', 'pool', body, extra)
const member = (label: string, body: object, extra?: Extra): Request =>
  post(label, '/pools/<po>/members', 'member', body, extra)
const monitor = (label: string, body: object, extra?: Extra): Request =>
  post(
    label,
    '/healthmonitors',
    'healthmonitor',
    { pool_id: '<po2>', delay: 5, timeout: 3, max_retries: 2, ...body },
    extra,
  )
const policy = (label: string, body: object, extra?: Extra): Request =>
  post(label, '/l7policies', 'l7policy', { listener_id: '<li>', ...body }, extra)
const rule = (label: string, body: object, extra?: Extra): Request =>
  post(`rule ${label}`, '/l7policies/<pol>/rules', 'rule', body, extra)
const get = (label: string, path: string): Request => ({ label, method: 'GET', path })
const put = (label: string, path: string, body?: object, extra: Extra = {}): Request => ({
  ...{ label, method: 'PUT', path },
  ...(body !== undefined && { body }),
  ...extra,
})
const web = { protocol: 'HTTP', lb_algorithm: 'ROUND_ROBIN' }
const vip = { vip_subnet_id: '<subnet>' }

export const REQUESTS: readonly Request[] = [
  lb('lb create', { name: 'lb', project_id: 'p1', ...vip }, { keep: 'lb' }),
  listener('listener while PENDING_CREATE', { protocol: 'HTTP', protocol_port: 80 }),
  put('lb update while PENDING', '/loadbalancers/<lb>', { loadbalancer: { name: 'z' } }),
  { label: 'lb delete while PENDING', method: 'DELETE', path: '/loadbalancers/<lb>', ...settle },
  lb('lb no project', vip),
  lb('lb bad provider', { ...vip, project_id: 'p1', provider: 'nope' }),
  lb('lb bad uuid', { vip_subnet_id: 'x', project_id: 'p1' }),
  put('lb update', '/loadbalancers/<lb>', { loadbalancer: { name: 'z', tags: ['a'] } }, settle),
  get('lb status', '/loadbalancers/<lb>/status'),
  get('lb statuses', '/loadbalancers/<lb>/statuses'),
  get('lb stats', '/loadbalancers/<lb>/stats'),
  put('lb failover', '/loadbalancers/<lb>/failover', undefined, settle),
  listener('listener', { protocol: 'HTTP', protocol_port: 80 }, { keep: 'li', settle: true }),
  listener('listener same port', { protocol: 'TCP', protocol_port: 80 }),
  listener('listener same port udp', { protocol: 'UDP', protocol_port: 80 }, { keep: 'liu', settle: true }),
  listener('listener bad lb', { loadbalancer_id: FOREIGN, protocol: 'HTTP', protocol_port: 81 }),
  listener('listener port 0', { protocol: 'HTTP', protocol_port: 0 }),
  listener('listener terminated no cert', { protocol: 'TERMINATED_HTTPS', protocol_port: 443 }),
  listener('listener bad header', { protocol: 'HTTP', protocol_port: 82, insert_headers: { 'X-Foo': 'true' } }),
  listener('listener timeout too big', { protocol: 'HTTP', protocol_port: 82, timeout_client_data: 9_999_999_999 }),
  put('listener update protocol', '/listeners/<li>', { listener: { protocol: 'TCP' } }),
  get('listener stats', '/listeners/<li>/stats'),
  pool('pool', { listener_id: '<li>', ...web }, { keep: 'po', settle: true }),
  pool('pool second on listener', { listener_id: '<li>', ...web }),
  pool('pool no parent', web),
  pool('pool bad algo', { loadbalancer_id: '<lb>', protocol: 'HTTP', lb_algorithm: 'RANDOM' }),
  pool('pool http cookie with name', {
    ...{ loadbalancer_id: '<lb>', ...web },
    session_persistence: { type: 'HTTP_COOKIE', cookie_name: 'x' },
  }),
  pool('pool source ip persistence with cookie', {
    ...{ loadbalancer_id: '<lb>', ...web, protocol: 'TCP' },
    session_persistence: { type: 'SOURCE_IP', cookie_name: 'x' },
  }),
  pool(
    'pool 2 on lb',
    { loadbalancer_id: '<lb>', protocol: 'HTTP', lb_algorithm: 'LEAST_CONNECTIONS', name: 'p2' },
    { keep: 'po2', settle: true },
  ),
  member('member', { address: '10.0.0.5', protocol_port: 80 }, { keep: 'me', settle: true }),
  member('member dup monitor_port differs', { address: '10.0.0.5', protocol_port: 80, monitor_port: 81 }),
  member('member bad address', { address: 'host', protocol_port: 80 }),
  post('member bad pool', `/pools/${FOREIGN}/members`, 'member', { address: '10.0.0.6', protocol_port: 80 }),
  put('member weight null', '/pools/<po>/members/<me>', { member: { weight: null } }, settle),
  put(
    'members batch',
    '/pools/<po>/members',
    {
      members: [
        { address: '10.0.0.5', protocol_port: 80, weight: 5 },
        { address: '10.0.0.7', protocol_port: 80 },
      ],
    },
    settle,
  ),
  put(
    'members batch additive',
    '/pools/<po>/members?additive_only=true',
    { members: [{ address: '10.0.0.8', protocol_port: 80 }] },
    settle,
  ),
  put(
    'members batch dup',
    '/pools/<po>/members',
    {
      members: [
        { address: '10.0.0.5', protocol_port: 80 },
        { address: '10.0.0.5', protocol_port: 80 },
      ],
    },
    settle,
  ),
  monitor('hm', { pool_id: '<po>', type: 'HTTP' }, { keep: 'hm', settle: true }),
  monitor('hm timeout>delay', { type: 'TCP', delay: 2 }, settle),
  monitor('hm http attrs on tcp', { type: 'TCP', url_path: '/x' }),
  monitor('hm bad path', { type: 'HTTP', url_path: 'x y' }),
  monitor('hm domain_name needs 1.1', { type: 'HTTP', domain_name: 'a.b' }),
  monitor('hm delay 0', { type: 'HTTP', delay: 0, timeout: 0 }, settle),
  policy('l7policy reject', { action: 'REJECT' }, { keep: 'pol', settle: true }),
  policy(
    'l7policy to pool',
    { action: 'REDIRECT_TO_POOL', redirect_pool_id: '<po2>', position: 1 },
    { keep: 'pol2', settle: true },
  ),
  get('l7policy list', '/l7policies?fields=id&fields=position&fields=action'),
  policy('l7policy url missing', { action: 'REDIRECT_TO_URL' }),
  policy('l7policy newline url (LP 2162103)', { action: 'REDIRECT_TO_URL', redirect_url: 'http://a/\nbind *:99' }),
  policy('l7policy http code', { action: 'REDIRECT_TO_URL', redirect_url: 'http://a/', redirect_http_code: 305 }),
  policy('l7policy on udp', { listener_id: '<liu>', action: 'REJECT' }, settle),
  { label: 'pool delete while used by policy', method: 'DELETE', path: '/pools/<po2>' },
  rule('path', { type: 'PATH', compare_type: 'STARTS_WITH', value: '/api' }, settle),
  rule('path with blank', { type: 'PATH', compare_type: 'EQUAL_TO', value: 'api x' }, settle),
  rule('header no key', { type: 'HEADER', compare_type: 'EQUAL_TO', value: 'x' }),
  rule('bad regex', { type: 'HEADER', compare_type: 'REGEX', key: 'X', value: '(' }),
  rule('filetype contains', { type: 'FILE_TYPE', compare_type: 'CONTAINS', value: 'jpg' }),
  rule('bad compare', { type: 'PATH', compare_type: 'FOO', value: 'x' }, settle),
  { label: 'lb delete with children', method: 'DELETE', path: '/loadbalancers/<lb>' },
  { label: 'lb delete cascade', method: 'DELETE', path: '/loadbalancers/<lb>?cascade=true' },
  get('bad sort', '/loadbalancers?sort=foo'),
  get('limit x', '/loadbalancers?limit=x'),
  get('providers', '/providers'),
  get('quota defaults', '/quotas/defaults'),
  { label: 'wrong envelope', method: 'POST', path: '/loadbalancers', body: { lb: {} } },
  lb('fully populated', {
    ...{ name: 'full', project_id: 'p2', ...vip },
    listeners: [{ name: 'l', protocol: 'HTTP', protocol_port: 80, default_pool: { name: 'pp' } }],
    pools: [
      {
        ...{ name: 'pp', ...web },
        members: [{ address: '10.0.0.1', protocol_port: 80 }],
        healthmonitor: { type: 'HTTP', delay: 5, timeout: 3, max_retries: 2 },
      },
    ],
  }),
]

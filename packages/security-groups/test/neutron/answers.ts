import { REQUESTS, type RuleRequest } from './requests.ts'

/** What a cloud says to one request: of a rule that it makes, how it is stored. */
export interface RuleAnswer {
  readonly request: RuleRequest
  readonly status: number
  readonly type?: string
  readonly message?: string
  readonly rule?: Readonly<Record<string, unknown>>
}

/** POST to a path below `/v2.0`. */
export type Post = (path: string, body: object) => Promise<{ readonly status: number; readonly body: unknown }>
type Bodies = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const STORED = [
  'direction',
  'ethertype',
  'protocol',
  'port_range_min',
  'port_range_max',
  'remote_ip_prefix',
  'normalized_cidr',
  'remote_group_id',
  'remote_address_group_id',
  'description',
]

/** All requests, one after the other, in a project that has three groups and what rules name as the other side. */
export async function answersOf(post: Post, project: string): Promise<readonly RuleAnswer[]> {
  const ids = new Map<string, string>()
  const make = async (name: string, path: string, kind: string, values: object): Promise<void> => {
    const { body } = await post(path, { [kind]: { ...values, project_id: project } })
    ids.set(`{{${name}}}`, String((body as Bodies)[kind]?.['id']))
  }
  for (const name of ['g0', 'g1', 'g2', 'remote']) await make(name, '/security-groups', 'security_group', { name })
  await make('addresses', '/address-groups', 'address_group', { addresses: ['10.0.0.0/8'] })
  const texts = new Map([...ids].map(([name, id]) => [id, name]))
  const masked = (value: unknown): unknown => {
    if (typeof value !== 'string') return value
    const known = [...texts].reduce((text, [id, name]) => text.replaceAll(id, name), value)
    return known.replace(/(Rule id is )[0-9a-f-]{36}/, '$1{{rule}}')
  }
  const answers: RuleAnswer[] = []
  for (const request of REQUESTS) {
    const filled = Object.entries(request).map(([name, value]) => [name, ids.get(String(value)) ?? value] as const)
    const rule = { ...Object.fromEntries(filled), project_id: project }
    const { status, body } = await post('/security-group-rules', { security_group_rule: rule })
    const { security_group_rule: made = {}, NeutronError: error } = body as Bodies
    answers.push(
      error === undefined
        ? { request, status, rule: Object.fromEntries(STORED.map((name) => [name, masked(made[name])])) }
        : { request, status, type: String(error['type']), message: String(masked(error['message'])) },
    )
  }
  return answers
}

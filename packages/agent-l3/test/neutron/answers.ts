import { type L3Request, REQUESTS } from './requests.ts'

/** What a cloud says to one request: ids and addresses of its choice are called as the requests call them. */
export interface L3Answer {
  readonly request: L3Request
  readonly status: number
  readonly type?: string
  readonly message?: string
  /** Of a router or floating IP, and of what was done with an interface. */
  readonly shown?: Readonly<Record<string, unknown>>
}

export type Send = (
  method: string,
  path: string,
  body?: object,
) => Promise<{ readonly status: number; readonly body: unknown }>
type Bodies = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const SHOWN: Readonly<Record<string, readonly string[]>> = {
  router: ['name', 'description', 'admin_state_up', 'status', 'external_gateway_info', 'routes'],
  floatingip: ['floating_network_id', 'port_id', 'fixed_ip_address', 'router_id'],
}
const INTERFACE = ['id', 'subnet_id', 'subnet_ids', 'network_id']
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** All requests, one after the other. */
export async function answersOf(send: Send): Promise<readonly L3Answer[]> {
  const ids = new Map<string, string>()
  const names = new Map<string, string>()
  const fill = (text: string): string => text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => ids.get(name) ?? whole)
  const masked = (value: unknown): unknown => {
    if (value === undefined) return undefined
    const text = JSON.stringify(value)
      .replace(UUID, (id) => names.get(id) ?? (id.startsWith('3b6c5b1a') ? id : '{{id}}'))
      .replace(/203\.0\.113\.(?!1"|9"|1 |9 )\d+/g, '{{outside}}')
    return JSON.parse(text) as unknown
  }
  const answers: L3Answer[] = []
  for (const request of REQUESTS) {
    const { method, path, save } = request
    const sent = request.body === undefined ? undefined : (JSON.parse(fill(JSON.stringify(request.body))) as object)
    const { status, body } = await send(method, fill(path), sent)
    const { NeutronError: error, ...rest } = (body ?? {}) as Bodies
    const [kind = '', made = {}] = Object.entries(rest)[0] ?? []
    if (save !== undefined && status < 300) {
      ids.set(save, String(made['id']))
      names.set(String(made['id']), `{{${save}}}`)
    }
    const isInterface = path.endsWith('router_interface')
    const from = isInterface ? (rest as Readonly<Record<string, unknown>>) : made
    const wanted = isInterface ? INTERFACE : (SHOWN[kind] ?? [])
    answers.push(
      error === undefined
        ? { request, status, shown: Object.fromEntries(wanted.map((name) => [name, masked(from[name])])) }
        : { request, status, type: String(error['type']), message: String(masked(error['message'])) },
    )
  }
  return answers
}

import { LIMITS } from '@netloom/core/kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type Answer, type Api } from '../support/start-api.ts'
import { WITH_SERVICES } from '../support/with-services.ts'

let api: Api
let network = ''
let port = ''
beforeAll(async () => {
  api = await startApi(WITH_SERVICES)
  network = ((await api.call('POST', '/networks', { network: {} })).body as Shown)['network']?.id ?? ''
  port = (await create({})).id
})
afterAll(() => api.close())

type Shown = Readonly<Record<string, { readonly id: string } | undefined>>

async function create(
  attributes: object,
): Promise<{ readonly id: string; readonly status: number; readonly type: string; readonly message: string }> {
  const answer = await api.call('POST', '/ports', { port: { network_id: network, ...attributes } })
  return { ...problem(answer), id: (answer.body as Shown)['port']?.id ?? '' }
}

function problem({ status, body }: Answer): {
  readonly status: number
  readonly type: string
  readonly message: string
} {
  const { NeutronError: error } = body as {
    readonly NeutronError?: { readonly type: string; readonly message: string }
  }
  return { status, type: error?.type ?? '', message: error?.message ?? '' }
}

const many = <T>(count: number, make: (n: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => make(n))
const tags = (count: number): readonly string[] => many(count, String)
const options = (count: number): readonly object[] => many(count, (n) => ({ opt_name: String(n), opt_value: 'x' }))
const TOO_MANY_TAGS = 'Invalid input for operation: The number of tags exceed the per-resource limit of 50.'

describe('tags', () => {
  it('of a new port are 50 at most, as those of an old one', async () => {
    expect((await create({ tags: tags(50) })).status).toBe(201)
    expect(await create({ tags: tags(51) })).toMatchObject({
      status: 400,
      type: 'InvalidInput',
      message: TOO_MANY_TAGS,
    })
    const put = await api.call('PUT', `/ports/${port}/tags`, { tags: tags(51) })
    expect(problem(put)).toMatchObject({ status: 400, message: TOO_MANY_TAGS })
  })

  it.each(['tags', 'tags-any', 'not-tags', 'not-tags-any'])(
    '%s of a list are 50 at most, repeats not counted',
    async (name) => {
      const ask = async (list: readonly string[]): Promise<Answer> =>
        api.call('GET', `/ports?${name}=${list.join(',')}`)
      expect((await ask([...tags(50), ...tags(50)])).status).toBe(200)
      expect(problem(await ask(tags(1_000)))).toEqual({
        status: 400,
        type: 'InvalidInput',
        message: `Invalid input for operation: the filter '${name}' names 1000 values, at most 50 are allowed; ask several times.`,
      })
    },
  )
})

describe('extra_dhcp_opts', () => {
  it('are 32 at most, in one request and together', async () => {
    expect((await create({ extra_dhcp_opts: options(33) })).message).toContain('33 options are too many, at most 32')
    const { id, status } = await create({ extra_dhcp_opts: options(32) })
    expect(status).toBe(201)
    const more = await api.call('PUT', `/ports/${id}`, {
      port: { extra_dhcp_opts: [{ opt_name: 'one', opt_value: 'x' }] },
    })
    expect(problem(more)).toMatchObject({ status: 400, type: 'InvalidInput' })
    expect(problem(more).message).toContain('extra_dhcp_opts: the port would have 33 options, at most 32')
  })

  it.each(['a\nb', 'a\rb', 'a\n', 'a\u2028b', 'a\u0085b', '\vb'])('have one line, which %j is not', async (text) => {
    for (const option of [
      { opt_name: 'tftp-server', opt_value: text },
      { opt_name: text, opt_value: 'x' },
    ]) {
      const refused = await create({ extra_dhcp_opts: [option] })
      expect(refused).toMatchObject({ status: 400, type: 'InvalidInput' })
      expect(refused.message).toContain('has a line break; an option is one line')
      const core = api.netloom.ports.create(ADMIN, {
        networkId: network,
        extraDhcpOptions: [{ name: option.opt_name, value: option.opt_value }],
      })
      await expect(core).rejects.toThrow('must be one line of text')
    }
  })
})

const ADMIN = { projectId: 'admin', userId: 'a', roles: ['admin'], isAdmin: true, requestId: 'req-1' }

describe('binding:profile', () => {
  it.each([
    // {"a": "…"} has ten characters beside the text
    [{ a: 'x'.repeat(4_086) }, 201],
    [{ a: 'x'.repeat(4_087) }, 400],
    // Python escapes what is no ASCII: six characters each
    [{ a: 'ä'.repeat(681) }, 201],
    [{ a: 'ä'.repeat(682) }, 400],
  ])('has 4,095 characters at most, as Python writes JSON', async (profile, status) => {
    const refused = { type: 'InvalidInput', message: 'Invalid input for operation: binding:profile value too large.' }
    expect(await create({ 'binding:profile': profile })).toMatchObject({ status, ...(status === 400 && refused) })
  })
})

it('availability_zone_hints have 255 characters at most as JSON', async () => {
  const answer = await api.call('POST', '/networks', {
    network: { availability_zone_hints: ['x'.repeat(126), 'y'.repeat(124)] },
  })
  expect(problem(answer)).toMatchObject({
    status: 400,
    message: 'Invalid input for operation: Too many availability_zone_hints specified.',
  })
})

describe('lists of an object', () => {
  it.each([
    [
      '/ports',
      'port',
      () => ({
        network_id: network,
        fixed_ips: many(501, (n) => ({ ip_address: `10.0.${String(n >> 8)}.${String(n & 255)}` })),
      }),
      'Invalid input for fixed_ips. Reason: 501 addresses are too many, at most 500 are allowed.',
    ],
    [
      '/subnetpools',
      'subnetpool',
      () => ({ name: 'p', prefixes: many(10_001, (n) => `10.${String(n >> 8)}.${String(n & 255)}.0/24`) }),
      'Invalid input for prefixes. Reason: 10001 prefixes are too many, at most 10000 are allowed.',
    ],
    [
      '/address-groups',
      'address_group',
      () => ({ addresses: many(10_001, (n) => `10.${String(n >> 8)}.${String(n & 255)}.0/24`) }),
      'Invalid input for addresses. Reason: 10001 prefixes are too many, at most 10000 are allowed.',
    ],
    [
      '/networks',
      'network',
      () => ({ segments: many(501, () => ({})) }),
      'Invalid input for segments. Reason: 501 segments are too many, at most 500 are allowed.',
    ],
  ])('of %s have an end: 400 names it', async (path, name, object, message) => {
    const answer = await api.call('POST', path, { [name]: object() })
    expect(problem(answer)).toEqual({ status: 400, type: 'HTTPBadRequest', message })
  })

  it('of an address group end at 10,000, whatever way they came', async () => {
    const block = (first: number): readonly string[] =>
      many(6_000, (n) => `10.${String(first)}.${String(n >> 8)}.${String(n & 255)}/32`)
    const { body } = await api.call('POST', '/address-groups', { address_group: { addresses: block(0) } })
    const path = `/address-groups/${(body as Shown)['address_group']?.id ?? ''}/add_addresses`
    const answer = await api.call('PUT', path, { addresses: block(1) })
    expect(problem(answer).message).toContain('addresses: 12000 are too many, a group has at most 10000')
  })
})

describe('a list', () => {
  it('may be sorted by one key a thousand times, which says no more than once', async () => {
    const keys = '&sort_key=name'.repeat(900)
    const answer = await api.call('GET', `/ports?limit=1&marker=${port}${keys}`)
    const once = await api.call('GET', `/ports?limit=1&marker=${port}&sort_key=name`)
    const idOf = ({ body }: Answer): unknown =>
      (body as { readonly ports: readonly { readonly id: string }[] }).ports[0]?.id
    expect([answer.status, idOf(answer)]).toEqual([200, idOf(once)])
  })

  it('takes a parameter 1,000 times and no more', async () => {
    const ask = async (count: number): Promise<Answer> =>
      api.call('GET', `/ports?${many(count, () => 'id=1').join('&')}`)
    expect((await ask(LIMITS.repeats)).status).toBe(200)
    expect(problem(await ask(LIMITS.repeats + 1)).message).toBe(
      "Query parameter 'id' comes 1001 times, at most 1000 are allowed; ask several times",
    )
  })
})

it('only a bulk create has a body of more than 512 KiB', async () => {
  const description = 'x'.repeat(600 * 1024)
  const one = await api.call('POST', '/networks', { network: { description } })
  expect(problem(one)).toMatchObject({ status: 413, type: 'HTTPRequestEntityTooLarge' })
  const put = await api.call('PUT', `/networks/${network}`, { network: { description } })
  expect(problem(put)).toMatchObject({ status: 413, type: 'HTTPRequestEntityTooLarge' })
  const bulk = await api.call('POST', '/networks', { networks: [{ description }] })
  expect(problem(bulk).status).toBe(400)
  expect(problem(bulk).message.length).toBeLessThan(1_200)
})

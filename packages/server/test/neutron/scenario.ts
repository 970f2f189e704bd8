/** Requests in order, told alike to Neutron and to us. */
export interface Scenario {
  readonly name: string
  readonly steps: readonly Step[]
}

/** `role@project`; the projects are `admin`, `a` and `b`. */
export type Caller = 'admin@admin' | 'manager@a' | 'member@a' | 'reader@a' | 'member@b' | 'reader@b'

export interface Step {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD'
  /** Below `/v2.0` unless `isRoot`; `{{name}}` stands for a saved value. */
  readonly path: string
  readonly isRoot?: true
  /** Default `admin@admin`. */
  readonly as?: Caller
  /** Sent as JSON; a text is sent as it is. `{{name}}` inside is filled in. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Name → where it is in the answer: `{ net: 'network.id' }`. */
  readonly save?: Readonly<Record<string, string>>
}

type More = Omit<Step, 'method' | 'path' | 'body'>

export const get = (path: string, more: More = {}): Step => ({ method: 'GET', path, ...more })
export const post = (path: string, body: unknown, more: More = {}): Step => ({ method: 'POST', path, body, ...more })
export const put = (path: string, body: unknown, more: More = {}): Step => ({ method: 'PUT', path, body, ...more })
export const del = (path: string, more: More = {}): Step => ({ method: 'DELETE', path, ...more })

/** One POST per value of one attribute; `base` is what a good request needs, `{n}` in it the number of the request. */
export function postEach(
  path: string,
  envelope: string,
  base: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, readonly unknown[]>>,
): readonly Step[] {
  return each(values).map((wrong, index) => {
    const good = JSON.parse(JSON.stringify(base).replaceAll('{n}', String(index))) as object
    return post(path, { [envelope]: { ...good, ...wrong } })
  })
}

/** One PUT per value of one attribute. */
export function putEach(
  path: string,
  envelope: string,
  values: Readonly<Record<string, readonly unknown[]>>,
): readonly Step[] {
  return each(values).map((wrong) => put(path, { [envelope]: wrong }))
}

function each(values: Readonly<Record<string, readonly unknown[]>>): readonly Readonly<Record<string, unknown>>[] {
  return Object.entries(values).flatMap(([name, list]) => list.map((value) => ({ [name]: value })))
}

/** A text one longer than a column of `length`. */
export const tooLong = (length: number): string => 'x'.repeat(length + 1)

export const NO_SUCH_ID = '11111111-2222-3333-4444-555555555555'

import type { ApiTransport } from './api-transport.ts'

/** One filter per attribute; all must fit. */
export type ApiFilter = Readonly<Record<string, string>>

/** A resource of Neutron's API v2.0 whose plural has an `s`. */
export class ApiResource<Shown extends { readonly id: string }, Request extends object> {
  constructor(
    private readonly transport: ApiTransport,
    private readonly name: string,
  ) {}

  async create(request: Request): Promise<Shown> {
    return this.one(await this.transport.send('POST', this.path(), { [this.name]: request }))
  }

  async createMany(requests: readonly Request[]): Promise<readonly Shown[]> {
    return this.many(await this.transport.send('POST', this.path(), { [`${this.name}s`]: requests }))
  }

  async get(id: string): Promise<Shown> {
    return this.one(await this.transport.send('GET', this.path(id)))
  }

  /** All of them, also when the server answers in pages. */
  async list(filter: ApiFilter = {}): Promise<readonly Shown[]> {
    const found: Shown[] = []
    const query = new URLSearchParams(filter)
    for (;;) {
      const answer = await this.transport.send('GET', `${this.path()}?${query.toString()}`)
      const page = this.many(answer)
      found.push(...page)
      const last = page.at(-1)
      if (last === undefined || !this.hasMore(answer)) return found
      query.set('marker', last.id)
    }
  }

  async update(id: string, change: Request): Promise<Shown> {
    return this.one(await this.transport.send('PUT', this.path(id), { [this.name]: change }))
  }

  async delete(id: string): Promise<void> {
    await this.transport.send('DELETE', this.path(id))
  }

  private path(id?: string): string {
    return `/v2.0/${this.name}s${id === undefined ? '' : `/${encodeURIComponent(id)}`}`
  }

  private one(answer: unknown): Shown {
    return (answer as Readonly<Record<string, Shown>>)[this.name] as Shown
  }

  private many(answer: unknown): readonly Shown[] {
    return (answer as Readonly<Record<string, readonly Shown[]>>)[`${this.name}s`] ?? []
  }

  private hasMore(answer: unknown): boolean {
    const links = (answer as Readonly<Record<string, readonly { readonly rel: string }[] | undefined>>)[
      `${this.name}s_links`
    ]
    return links?.some(({ rel }) => rel === 'next') ?? false
  }
}

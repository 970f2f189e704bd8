import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Issued {
  readonly expiresAt: number
  readonly body: object
}

/** As much of Identity v3 as a service that checks tokens meets: login, validation, expiry, revocation, absence. */
export class IdentityService {
  /** Requests answered, as `POST` (login) and `GET` (validation). */
  readonly asked: string[] = []
  /** Answers this instead of what it knows. */
  trouble: number | undefined
  private readonly issued = new Map<string, Issued>()
  private readonly server = createServer((request, response) => {
    void this.answer(request, response)
  })

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/v3`
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  issue(scope: object, roles: readonly string[], milliseconds = 60_000): string {
    const token = randomUUID()
    const expiresAt = Date.now() + milliseconds
    const body = {
      token: {
        methods: ['password'],
        user: { id: 'u1', name: 'user', domain: { id: 'default', name: 'Default' } },
        issued_at: new Date().toISOString(),
        expires_at: new Date(expiresAt).toISOString().replace('Z', '000Z'),
        roles: roles.map((name) => ({ id: `id-${name}`, name })),
        ...scope,
      },
    }
    this.issued.set(token, { expiresAt, body })
    return token
  }

  revoke(token: string): void {
    this.issued.delete(token)
  }

  revokeAll(): void {
    this.issued.clear()
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    this.asked.push(request.method ?? '')
    const reply = (status: number, body: object, headers = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    }
    if (this.trouble !== undefined) {
      reply(this.trouble, {})
    } else if (request.method === 'POST') {
      const { auth } = JSON.parse(Buffer.concat(chunks).toString()) as {
        readonly auth: { readonly identity: { readonly password: { readonly user: { readonly password: string } } } }
      }
      if (auth.identity.password.user.password !== 'secret') reply(401, {})
      else reply(201, {}, { 'x-subject-token': this.issue({ project: { id: 'service' } }, ['service']) })
    } else if (!this.isValid(request.headers['x-auth-token'])) {
      reply(401, {})
    } else {
      const subject = request.headers['x-subject-token']
      if (this.isValid(subject)) reply(200, this.issued.get(String(subject))?.body ?? {})
      else reply(404, {})
    }
  }

  private isValid(token: string | readonly string[] | undefined): boolean {
    return (this.issued.get(String(token))?.expiresAt ?? 0) > Date.now()
  }
}

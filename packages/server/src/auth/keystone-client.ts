import { ServiceUnavailableError } from '@netloom/core'
import { z } from 'zod'
import type { Identity } from './authenticator.ts'

export interface KeystoneOptions {
  /** Identity v3, with or without `/v3`: `http://127.0.0.1:5000/v3`. */
  readonly authUrl: string
  /** The service account that asks about others' tokens. */
  readonly username: string
  readonly password: string
  readonly projectName: string
  /** Default `Default`. */
  readonly userDomainName?: string
  readonly projectDomainName?: string
  /** What clients are told to get a token from; default `authUrl`. */
  readonly publicUrl?: string
  /** Milliseconds for one answer. Default 5,000. */
  readonly timeout?: number
}

/** What Keystone says of a token; `expiresAt` in milliseconds. */
export interface ValidToken {
  readonly identity: Identity
  readonly expiresAt: number
}

/** Identity v3 does not answer, or answers nonsense; requests with tokens that are not known yet have to wait. */
export class KeystoneUnavailableError extends ServiceUnavailableError {
  readonly code = 'ServiceUnavailable'
  constructor(problem: string, options?: ErrorOptions) {
    super(`The Identity service is not available: ${problem}`, options)
  }
}

const tokenSchema = z.object({
  token: z.object({
    expires_at: z.string(),
    user: z.object({ id: z.string() }),
    project: z.object({ id: z.string() }).optional(),
    system: z.object({ all: z.boolean().optional() }).optional(),
    roles: z.array(z.object({ name: z.string() })).default([]),
  }),
})

/** Asks Identity v3 about tokens, with a token of its own that it renews. */
export class KeystoneClient {
  private own: Promise<string> | undefined
  private readonly url: string

  constructor(private readonly options: KeystoneOptions) {
    this.url = `${options.authUrl.replace(/\/+$/, '').replace(/\/v3$/, '')}/v3/auth/tokens`
  }

  /** undefined = not a valid token with a project (or the whole system) as its scope. @throws {KeystoneUnavailableError} */
  async validate(token: string): Promise<ValidToken | undefined> {
    const own = this.login()
    let answer = await this.ask(token, await own)
    if (answer.status === 401) {
      // ours has expired or was revoked; of many who notice at once, one renews it
      if (this.own === own) this.own = undefined
      answer = await this.ask(token, await this.login())
    }
    if (answer.status === 404) return undefined
    if (answer.status !== 200) throw new KeystoneUnavailableError(`it answered ${String(answer.status)}`)
    const parsed = tokenSchema.safeParse(await answer.json().catch(() => undefined))
    if (!parsed.success) throw new KeystoneUnavailableError('its answer is none of Identity v3')
    const { expires_at, user, project, system, roles } = parsed.data.token
    if (project === undefined && system?.all !== true) return undefined
    const identity = { projectId: project?.id ?? '', userId: user.id, roles: roles.map(({ name }) => name) }
    return { identity, expiresAt: Date.parse(expires_at) }
  }

  private ask(token: string, own: string): Promise<Response> {
    return this.fetch({ headers: { 'x-auth-token': own, 'x-subject-token': token } })
  }

  /** Our own token; one login at a time. */
  private login(): Promise<string> {
    return (this.own ??= this.logIn())
  }

  private async logIn(): Promise<string> {
    try {
      const {
        username,
        password,
        projectName,
        userDomainName = 'Default',
        projectDomainName = 'Default',
      } = this.options
      const user = { name: username, password, domain: { name: userDomainName } }
      const scope = { project: { name: projectName, domain: { name: projectDomainName } } }
      const body = JSON.stringify({ auth: { identity: { methods: ['password'], password: { user } }, scope } })
      const answer = await this.fetch({ method: 'POST', headers: { 'content-type': 'application/json' }, body })
      const token = answer.headers.get('x-subject-token')
      if (answer.status !== 201 || token === null) {
        throw new KeystoneUnavailableError(`the service account '${username}' got ${String(answer.status)}`)
      }
      return token
    } catch (error) {
      this.own = undefined
      throw error
    }
  }

  private async fetch(init: RequestInit): Promise<Response> {
    const { timeout = 5_000 } = this.options
    try {
      return await fetch(this.url, { ...init, signal: AbortSignal.timeout(timeout), redirect: 'error' })
    } catch (error) {
      throw new KeystoneUnavailableError('it does not answer', { cause: error })
    }
  }
}

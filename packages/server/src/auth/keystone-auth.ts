import type { IncomingHttpHeaders } from 'node:http'
import { LRUCache } from 'lru-cache'
import { tokenIn, type Authenticator, type Identity } from './authenticator.ts'
import { KeystoneClient, KeystoneUnavailableError, type KeystoneOptions } from './keystone-client.ts'
import { hashOf } from './secrets.ts'
import { Turns } from './turns.ts'
import { UnauthorizedError } from './unauthorized-error.ts'

interface Known {
  /** undefined = not a valid token. */
  readonly identity: Identity | undefined
  readonly until: number
}

/** Milliseconds a verdict holds: a revoked token works that much longer, a new one is noticed that much later. */
const GOOD_FOR = 300_000
const BAD_FOR = 10_000
/** Verdicts kept at most, of each kind: a flood of bad tokens drives out no good one. */
const MOST = 10_000

/** Questions to Keystone at once, and those that wait for their turn; one more is answered with 503. */
const AT_ONCE = 16
const WAITING = 500

/** Believes whom Keystone (Identity v3) knows. Verdicts are kept for a while, so that Keystone is asked once per token. */
export function keystoneAuth(options: KeystoneOptions): Authenticator {
  return new KeystoneAuthenticator(
    new KeystoneClient(options),
    `Keystone uri="${options.publicUrl ?? options.authUrl}"`,
  )
}

class KeystoneAuthenticator implements Authenticator {
  private readonly good = new LRUCache<string, Known>({ max: MOST })
  private readonly bad = new LRUCache<string, Known>({ max: MOST })
  private readonly turns = new Turns(AT_ONCE, WAITING)
  private readonly asking = new Map<string, Promise<Known>>()

  constructor(
    private readonly client: KeystoneClient,
    private readonly challenge: string,
  ) {}

  async authenticate(headers: IncomingHttpHeaders): Promise<Identity> {
    const token = tokenIn(headers)
    if (token === undefined) throw new UnauthorizedError(this.challenge)
    const { identity } = await this.verdict(token)
    if (identity === undefined) throw new UnauthorizedError(this.challenge)
    return identity
  }

  private verdict(token: string): Known | Promise<Known> {
    const key = hashOf(token)
    const known = this.good.get(key) ?? this.bad.get(key)
    if (known !== undefined && known.until > Date.now()) return known
    let asking = this.asking.get(key)
    if (asking === undefined) {
      asking = this.ask(key, token).finally(() => {
        this.asking.delete(key)
      })
      this.asking.set(key, asking)
    }
    return asking
  }

  private async ask(key: string, token: string): Promise<Known> {
    const full = (): Error => new KeystoneUnavailableError('too many tokens wait to be validated')
    const valid = await this.turns.run(() => this.client.validate(token), full)
    const now = Date.now()
    const isValid = valid !== undefined && valid.expiresAt > now
    const known = isValid
      ? { identity: valid.identity, until: Math.min(valid.expiresAt, now + GOOD_FOR) }
      : { identity: undefined, until: now + BAD_FOR }
    this.good.delete(key)
    this.bad.delete(key)
    const verdicts = isValid ? this.good : this.bad
    verdicts.set(key, known)
    return known
  }
}

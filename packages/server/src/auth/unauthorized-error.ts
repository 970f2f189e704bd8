/** Nobody we know. The same answer whatever was wrong: a guess must not learn more. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError'
  readonly status = 401
  /** `challenge`: value of `WWW-Authenticate`, which tells clients where to get a token. */
  constructor(readonly challenge = 'Bearer realm="netloom"') {
    super('The request you have made requires authentication.')
  }
}

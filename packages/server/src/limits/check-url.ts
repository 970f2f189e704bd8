import { HttpBadRequestError, HttpError } from '@netloom/api'

/**
 * What the router does not look at. The database of a list filter cannot hold a NUL any more than that of a body.
 * @throws {HttpError} 414 {@link HttpBadRequestError}
 */
export function checkUrl(url: string, maxBytes: number): void {
  if (url.length > maxBytes) {
    throw new HttpError(414, 'HTTPRequestURITooLong', 'The Request-URI is too long for this server to process.')
  }
  if (url.includes('%00')) throw new HttpBadRequestError('The URL has a NUL character')
}

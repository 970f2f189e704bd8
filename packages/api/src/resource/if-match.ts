import { BadListRequestError } from '../errors/http-errors.ts'

/**
 * The revision an `If-Match: revision_number=5`, in quotes or not, asks for; an entity tag of another kind asks for nothing, as in Neutron.
 * @throws {BadListRequestError} for a revision that is no whole number
 */
export function ifMatch(header: string | undefined): number | undefined {
  const found = /^\s*("?)revision_number\s*=(.*?)\1\s*$/.exec(header ?? '')?.[2]?.trim()
  if (found === undefined) return undefined
  if (!/^[+-]?\d{1,15}$/.test(found)) {
    throw new BadListRequestError('if-match', 'Revision number etag must be in the format of revision_number=<int>')
  }
  return Number(found)
}

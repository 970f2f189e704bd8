import { type FieldProblem, InvalidFieldsError, NetworkingError } from '@netloom/core'
import { showValue } from '../judgement/show-value.ts'
import type { KnownAttribute } from './extension-catalogue.ts'

export type Operation = 'post' | 'put'

/** A request whose extensions' attributes are judged, converted and, in a create, complete. @throws {InvalidFieldsError} */
export function judgeRequest<T extends object>(known: readonly KnownAttribute[], operation: Operation, request: T): T {
  const given = request as Readonly<Record<string, unknown>>
  const problems: FieldProblem[] = []
  const judged: Record<string, unknown> = {}
  for (const { field, attribute } of known) {
    const value = given[field]
    if (value !== undefined) {
      if (attribute[operation] === undefined) {
        problems.push({ path: [field], value: showValue(value), problem: notAllowed(operation) })
        continue
      }
      try {
        judged[field] = attribute.parse === undefined ? value : attribute.parse(value)
      } catch (error) {
        // Neutron has an error of its own for it.
        if (error instanceof NetworkingError) throw error
        problems.push({ path: [field], problem: error instanceof Error ? error.message : 'is not allowed' })
      }
    } else if (operation === 'post') {
      if (attribute.post === 'required') problems.push({ path: [field], problem: 'is missing' })
      else if (attribute.default !== undefined) judged[field] = attribute.default
    }
  }
  if (problems.length > 0) throw new InvalidFieldsError(problems)
  return { ...request, ...judged }
}

const notAllowed = (operation: Operation): string =>
  operation === 'post' ? 'cannot be said when it is created' : 'is read-only'

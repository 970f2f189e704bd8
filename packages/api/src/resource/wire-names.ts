import { type FieldProblem, InvalidFieldsError } from '@netloom/core'
import { HttpBadRequestError } from '../errors/http-errors.ts'
import type { CompiledResource } from './compiled.ts'

/** What core refuses, it names as its model does; clients are told in the words of the API. @throws {HttpBadRequestError} */
export async function inWireNames<T>(compiled: CompiledResource, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof InvalidFieldsError)) throw error
    throw new HttpBadRequestError(error.problems.map((one) => describe(compiled, one)).join(' '))
  }
}

/** `Invalid input for allowed_address_pairs. Reason: mac_address '01:00:5e:00:00:01' must be …` */
function describe({ attributes }: CompiledResource, { path, value, problem }: FieldProblem): string {
  const keys = path.filter((key) => typeof key === 'string')
  const names = keys.map((key) => attributes.findLast(({ field }) => field === key)?.name)
  const at = names.findIndex((name) => name !== undefined)
  const inner = keys.slice(at + 1).map(snakeCase)
  const what = [inner.join('.'), value ?? ''].filter((text) => text !== '').join(' ')
  const reason = what === '' ? problem : `${what} ${problem}`
  return `Invalid input for ${names[at] ?? snakeCase(keys[0] ?? 'request')}. Reason: ${reason}.`
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

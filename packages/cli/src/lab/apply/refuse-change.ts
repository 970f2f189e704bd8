import { Failure } from '../../base/failure.ts'
import { describeDifferences, type Difference } from './topology-change.ts'

/** @throws {Failure} when there is a difference in what cannot be changed */
export function refuseChange(what: string, differences: readonly Difference[], remedy: string): void {
  if (differences.length === 0) return
  throw new Failure(`${what} exists and cannot be changed in ${describeDifferences(differences)}; ${remedy}`, 'usage')
}

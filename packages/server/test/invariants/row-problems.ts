import { addressProblems } from './address-problems.ts'
import { copyProblems } from './copy-problems.ts'
import { countProblems } from './count-problems.ts'
import { logProblems } from './log-problems.ts'
import { poolProblems } from './pool-problems.ts'
import { referenceProblems } from './reference-problems.ts'
import type { Rows } from './rows.ts'
import { standardProblems } from './standard-problems.ts'

/** Everything in a store that no order of requests, crashes and conflicts may bring about. Pure; empty = all is well. */
export function rowProblems(rows: Rows): readonly string[] {
  return [
    ...addressProblems(rows),
    ...referenceProblems(rows),
    ...countProblems(rows),
    ...poolProblems(rows),
    ...copyProblems(rows),
    ...logProblems(rows),
    ...standardProblems(rows),
  ]
}

import { DriverResultError, type Logger, type ResultProblem } from '@netloom/core'
import type { z } from 'zod'
import type { HookName } from '../hooks/hook-runner.ts'
import { showValue, valueAt } from './show-value.ts'

/** Who has more than so many bad fields learns the rest when these are right. */
const MOST_PROBLEMS = 10

/**
 * What a hook returned, as its contract says. Anything else is the driver's fault: it is logged here, once, with everything that an
 * operator needs to find the driver. @throws {DriverResultError}
 */
export function judgeResult<T>(type: z.ZodType<T>, result: unknown, hook: HookName, logger: Logger): T {
  const judged = type.safeParse(result)
  if (judged.success) return judged.data
  const error = new DriverResultError(hook, judged.error.issues.slice(0, MOST_PROBLEMS).map(problemIn(result)))
  logger.error({ ...hook, problems: error.problems }, 'driver returned what its contract does not allow')
  throw error
}

function problemIn(result: unknown): (issue: z.core.$ZodIssue) => ResultProblem {
  return ({ path, message }) => ({
    field: path.join('.'),
    value: showValue(valueAt(result, path)),
    problem: message,
  })
}

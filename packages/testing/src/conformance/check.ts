import { describe, expect, it } from 'vitest'

/**
 * One rule of a contract, as a function that says what breaks it; nothing said, or nothing thrown, means that it is kept.
 * Rules are apart from the test runner, so that a kit can itself be tested on drivers that break them.
 */
export interface ConformanceCheck<Fixture> {
  readonly rule: string
  problems(fixture: Fixture): Promise<readonly string[]>
}

/** Makes a new fixture for each rule; `close` is called after it. */
export interface ConformanceSetup<Fixture> {
  open(): Promise<Fixture>
  close?(fixture: Fixture): Promise<void>
}

/** One test for each rule. */
export function describeChecks<Fixture>(
  title: string,
  checks: readonly ConformanceCheck<Fixture>[],
  setup: ConformanceSetup<Fixture>,
): void {
  describe(title, () => {
    for (const check of checks) {
      it(check.rule, async () => {
        expect(await runCheck(check, setup)).toEqual([])
      })
    }
  })
}

/** Names of the rules that are broken. */
export async function brokenRules<Fixture>(
  checks: readonly ConformanceCheck<Fixture>[],
  setup: ConformanceSetup<Fixture>,
): Promise<readonly string[]> {
  const broken: string[] = []
  for (const check of checks) {
    const problems = await runCheck(check, setup)
    if (problems.length > 0) broken.push(check.rule)
  }
  return broken
}

async function runCheck<Fixture>(
  check: ConformanceCheck<Fixture>,
  setup: ConformanceSetup<Fixture>,
): Promise<readonly string[]> {
  const fixture = await setup.open()
  try {
    return await check.problems(fixture)
  } catch (error) {
    return [`threw ${String(error)}`]
  } finally {
    await setup.close?.(fixture)
  }
}

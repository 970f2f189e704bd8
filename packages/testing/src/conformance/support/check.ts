import { describe, expect, it } from 'vitest'

/**
 * One rule of a contract, as a function that says what breaks it; nothing said, or nothing thrown, means that it is kept.
 * Rules are apart from the test runner, so that a kit can itself be tested on drivers that break them.
 */
export interface ConformanceCheck<Fixture> {
  readonly rule: string
  /** `another` makes one more fixture, independent of the first; it is closed after the rule, too. */
  problems(fixture: Fixture, another: () => Promise<Fixture>): Promise<readonly string[]>
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
  const opened: Fixture[] = []
  const open = async (): Promise<Fixture> => {
    const fixture = await setup.open()
    opened.push(fixture)
    return fixture
  }
  try {
    return await check.problems(await open(), open)
  } catch (error) {
    return [`threw ${String(error)}`]
  } finally {
    for (const fixture of opened) await setup.close?.(fixture)
  }
}

import type { ConformanceCheck } from '../../src/conformance/index.ts'

/** The rule that a broken driver is shown to: all of them would take as long as the machine is busy. @throws when there is none */
export function rulesNamed<Fixture>(
  checks: readonly ConformanceCheck<Fixture>[],
  rule: string,
): readonly ConformanceCheck<Fixture>[] {
  const named = checks.filter((check) => check.rule === rule)
  if (named.length === 0) throw new Error(`no rule '${rule}'`)
  return named
}

import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './support/check.ts'
import type { ApiDeclarationFixture } from './api/api-declaration-fixture.ts'
import { apiNameChecks } from './api/api-names.ts'
import { apiValueChecks } from './api/api-values.ts'

export const apiDeclarationChecks: readonly ConformanceCheck<ApiDeclarationFixture>[] = [
  ...apiNameChecks,
  ...apiValueChecks,
]

/** What every declaration of API resources promises, and what a service adds to those of others. */
export function describeApiDeclaration(name: string, setup: ConformanceSetup<ApiDeclarationFixture>): void {
  describeChecks(`${name} keeps the rules of API declarations`, apiDeclarationChecks, setup)
}

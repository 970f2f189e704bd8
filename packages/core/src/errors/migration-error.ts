/** A service's tables could not be brought to their newest version; they are what they were before. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
  readonly code = 'MigrationError'
  constructor(
    /** Of which service. */
    readonly history: string,
    /** Undefined when the history itself is wrong: a change that was made once is missing now. */
    readonly migration: string | undefined,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(
      `the schema of service '${history}' could not be changed${migration === undefined ? '' : ` by ${migration}`}: ${problem}`,
      options,
    )
  }
}

/**
 * That a commit took place, in the engine's own words. Nobody is told of success without one, and nothing else makes one: the
 * constructor is private, and what the members of a group gave when they ran proves nothing.
 */
export class CommitReceipt {
  private constructor(private readonly word: string) {}

  /** SQLite: `commit` runs, or throws. @throws what the engine says; nothing was written then. */
  static ofStatement(commit: () => void): CommitReceipt {
    commit()
    return new CommitReceipt('commit returned')
  }

  /** PostgreSQL: what it answers to `commit`; undefined = it rolled back, as it does with a broken transaction. */
  static ofCommand({ command }: { readonly command: string }): CommitReceipt | undefined {
    return command === 'COMMIT' ? new CommitReceipt(command) : undefined
  }

  /** PostgreSQL, when the answer was lost: the mark that the transaction left behind, as the server found it (or not). */
  static ofMark(rows: readonly unknown[]): CommitReceipt | undefined {
    return rows.length === 1 ? new CommitReceipt('mark found') : undefined
  }

  toString(): string {
    return this.word
  }
}

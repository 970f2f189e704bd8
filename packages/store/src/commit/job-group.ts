import type { CommitReceipt } from './commit-receipt.ts'
import type { Job } from './job.ts'

/** What a job gave when it ran. A value is not success yet: that is the commit's to say. */
export type Member = { readonly job: Job; readonly value: unknown } | { readonly job: Job; readonly error: Error }

/** How a group ended. */
export type GroupEnd =
  | { readonly kind: 'committed'; readonly receipt: CommitReceipt }
  /** Nothing of it was written. */
  | { readonly kind: 'aborted'; readonly error: Error }
  /** Neither written for certain nor certainly not. */
  | { readonly kind: 'doubtful'; readonly error: Error }

/** Several jobs that one engine runs in one transaction. Nobody is told anything before the commit. */
export interface JobGroup {
  /** Those that ran. */
  readonly members: readonly Member[]
  /** Runs one more job, and makes it a member whatever happens. False = the group is over, and must not be committed. */
  add(job: Job): Promise<boolean>
}

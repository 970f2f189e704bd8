/** Status and type are Neutron's, the message is ours. */
export const SAME_IN_OTHER_WORDS = 'same in other words'

/** An answer of ours that is not Neutron's on purpose. */
export interface Deviation {
  /** Scenarios it holds in; absent = all. */
  readonly scenarios?: readonly string[]
  /** Calls as the transcript names them. */
  readonly call: RegExp
  /** What we answer; of what is absent, anything will do. */
  readonly ours: { readonly status: number | readonly number[]; readonly type?: string } | typeof SAME_IN_OTHER_WORDS
  readonly reason: string
}

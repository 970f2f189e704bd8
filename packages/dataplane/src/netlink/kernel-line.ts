/** A line of `ip` that this process can tell the kernel itself. */
export interface KernelLine {
  /** Whose index the message bears; absent = it bears none. */
  readonly device?: string
  /** A namespace that the message names: by its name, or by the id of a process in it. */
  readonly home?: string
  /** It makes a device: what comes after may name that. */
  readonly makes?: true
  /** The kernel takes its time with it. */
  readonly slow?: true
  /** Errors that say that all is as it should be. */
  readonly done?: readonly string[]
  /** @throws {Error} for words that are not what they should be */
  message(found: { readonly index: number; readonly home?: NamespaceRef }): Buffer
}

/** How a message names a namespace. */
export type NamespaceRef = { readonly fd: number } | { readonly pid: number }

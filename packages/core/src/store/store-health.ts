/** Whether the store can be written, as far as is known. */
export interface StoreHealth {
  /** Why nothing can be written now. Undefined = the last that was tried worked. */
  readonly trouble: Error | undefined
  /** Reads, and waits for a turn among the writers. @throws why it does not work; `StoreUnavailableError` after `patience` milliseconds */
  check(patience: number): Promise<void>
}

/** By its code: a store may bring a copy of core of its own. */
export function isStoreUnavailable(error: unknown): error is Error & { readonly code: 'StoreUnavailable' } {
  return error instanceof Error && (error as { readonly code?: unknown }).code === 'StoreUnavailable'
}

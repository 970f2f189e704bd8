import { Failure } from '../base/failure.ts'

/** What to do about a store file that cannot be used; undefined for other errors. */
export function storeFailure(error: unknown, file: string): Failure | undefined {
  if (!(error instanceof Error) || (error as { readonly code?: unknown }).code !== 'StoreUnavailable') return undefined
  return new Failure(`--store ${file}: ${error.message}; name a file in a folder that can be written`, 'failure', {
    cause: error,
  })
}

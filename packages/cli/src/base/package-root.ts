import { packageRoot } from '@netloom/core/files'

/** Folder of this package, with `bin`, `guest` and the manifest. */
export const PACKAGE_ROOT: string = packageRoot(import.meta.dirname)

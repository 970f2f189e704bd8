import { chmodSync, closeSync, openSync, statSync } from 'node:fs'

const OWNER_ONLY = 0o600

/**
 * A database holds what every tenant has: nobody but its owner reads it. Makes the file where there is none, and narrows one that
 * others may read. (SQLite gives the files beside it the mode of the database.) What is wrong with the path SQLite says itself.
 */
export function makePrivate(path: string): void {
  if (path === '' || path === ':memory:' || path.startsWith('file:')) return
  try {
    closeSync(openSync(path, 'a', OWNER_ONLY))
  } catch {
    return
  }
  for (const file of [path, `${path}-wal`, `${path}-shm`]) narrow(file)
}

function narrow(file: string): void {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode
  if (mode === undefined || (mode & 0o077) === 0) return
  try {
    chmodSync(file, OWNER_ONLY)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.emitWarning(
      `${file} holds the data of all tenants and other users may open it (mode ${(mode & 0o777).toString(8)}); ` +
        `it could not be narrowed (${reason}): chmod 600 it as its owner`,
      { code: 'NETLOOM_OPEN_DATABASE' },
    )
  }
}

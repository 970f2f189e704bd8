import { closeSync, constants, fstatSync, openSync, statSync, writeSync } from 'node:fs'

/** Where log lines end up. A line is taken whole, in part, or not at all. */
export interface LogFile {
  /** Bytes taken. @throws the system's error */
  write(bytes: Buffer): number
}

/**
 * An open descriptor as a {@link LogFile}. A pipe is opened anew without blocking: a reader that reads no more would halt the
 * process at its next line. The descriptor's own flags are shared with others and stay as they are.
 */
export function descriptorFile(fd: number): LogFile {
  const own = isPipe(fd) ? reopen(fd) : fd
  return { write: (bytes) => writeSync(own, bytes) }
}

/** Milliseconds after which a file is looked for again under its name. */
const LOOK_AGAIN = 1_000

/** A file that lines are added to. One that was moved away (logrotate) or deleted is made anew within a second. */
export function appendedFile(path: string): LogFile {
  let fd: number | undefined
  let lookedAt = -Infinity
  return {
    write: (bytes) => {
      const now = performance.now()
      if (fd !== undefined && now - lookedAt > LOOK_AGAIN && !isStillAt(path, fd)) {
        closeSync(fd)
        fd = undefined
      }
      if (now - lookedAt > LOOK_AGAIN) lookedAt = now
      fd ??= openSync(path, 'a', 0o640)
      return writeSync(fd, bytes)
    },
  }
}

function isStillAt(path: string, fd: number): boolean {
  const there = statSync(path, { throwIfNoEntry: false })
  return there !== undefined && there.ino === fstatSync(fd).ino
}

function isPipe(fd: number): boolean {
  try {
    return fstatSync(fd).isFIFO()
  } catch {
    return false
  } finally {
    // Node's realpathSync looks at what the last stat left behind: after that of a pipe it follows no symbolic link any more, and
    // a package that is imported later is loaded beside itself.
    statSync('/')
  }
}

function reopen(fd: number): number {
  try {
    return openSync(`/proc/self/fd/${String(fd)}`, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch {
    // Nobody reads it, or there is no /proc: it is what it was.
    return fd
  }
}

import { closeSync, openSync } from 'node:fs'
import type { Libc } from './libc.ts'

const CLONE_NEWNET = 0x40000000

/**
 * Does something with this thread in another network namespace. What is opened there (a socket, a file below `/proc/sys/net`) stays
 * there; the thread itself is back when this returns. `work` must not wait for anything: nobody else of this thread may run
 * meanwhile, and no thread or process be started, which would stay there. @throws {Error} when there is no such namespace
 */
export function insideNamespace<T>(libc: Libc, netns: string, work: () => T): T {
  // Of the thread: that of the process is its first thread's.
  const home = openSync('/proc/thread-self/ns/net', 'r')
  try {
    enter(libc, `/run/netns/${netns}`)
    try {
      return work()
    } finally {
      // A thread that cannot come back would change the rules of another's network from here on.
      if (libc.setns(home, CLONE_NEWNET) !== 0) process.abort()
    }
  } finally {
    closeSync(home)
  }
}

function enter(libc: Libc, path: string): void {
  const target = openSync(path, 'r')
  try {
    if (libc.setns(target, CLONE_NEWNET) !== 0) throw new Error(`cannot enter ${path}: it is no network namespace`)
  } finally {
    closeSync(target)
  }
}

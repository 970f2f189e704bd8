import { lstatSync, mkdirSync } from 'node:fs'
import * as module from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

const OTHERS = 0o077

/**
 * Has Node keep what it compiles, where it can (from 22.1 on): the next process starts in less time. In a folder that nobody else
 * can write to, as it is code that will be run; without one, or on any trouble, nothing is kept.
 * @param enable Node's, undefined where there is none
 */
export function cacheCompiledCode(environment = process.env, enable = module.enableCompileCache) {
  if (enable === undefined) return
  try {
    // Node's own variable goes first. systemd names a folder where a unit asks for one.
    const { NODE_COMPILE_CACHE, CACHE_DIRECTORY, XDG_CACHE_HOME } = environment
    if (NODE_COMPILE_CACHE) return void enable()
    const folder = join(CACHE_DIRECTORY || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'netloom'), 'compiled')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { uid, mode } = lstatSync(folder)
    if (uid === process.geteuid?.() && (mode & OTHERS) === 0) enable(folder)
  } catch {
    // A home that is read-only or not there.
  }
}

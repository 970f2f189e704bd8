import type { ConfigurationProblem } from '@netloom/core'
import type { SecretFile } from './secret-file.ts'

export interface ModeVerdict {
  /** With it nothing is to be started. */
  readonly isRefused: boolean
  readonly problem: ConfigurationProblem
}

const WORLD_WRITABLE = 0o002
const STICKY = 0o1000
const OTHERS_READ_OR_WRITE = 0o066
const GROUP_WRITABLE = 0o020

const shown = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, '0')

/** Undefined = nobody but its owner reads or writes it. Pure. */
export function judgeFileMode({ path, holds }: SecretFile, mode: number): ModeVerdict | undefined {
  if ((mode & OTHERS_READ_OR_WRITE) === 0) return undefined
  const isRefused = (mode & WORLD_WRITABLE) !== 0
  const who = (mode & 0o006) === 0 ? 'its group' : 'every user of this machine'
  const can = (mode & (who === 'its group' ? GROUP_WRITABLE : WORLD_WRITABLE)) === 0 ? 'read' : 'replace'
  const problem = `mode ${shown(mode)} lets ${who} ${can} ${holds}`
  return { isRefused, problem: { where: path, problem, remedy: `chmod 600 ${path}` } }
}

/** Who may write a folder can put another file in the place of ours; in one like /tmp (sticky) only its owner can. Pure. */
export function judgeFolderMode(path: string, mode: number): ModeVerdict | undefined {
  const isRefused = (mode & WORLD_WRITABLE) !== 0
  if ((mode & STICKY) !== 0 || (mode & (WORLD_WRITABLE | GROUP_WRITABLE)) === 0) return undefined
  const who = isRefused ? 'every user of this machine' : 'its group'
  const problem = `mode ${shown(mode)} lets ${who} replace the secrets in this folder`
  return { isRefused, problem: { where: path, problem, remedy: `chmod 755 ${path}` } }
}

import type { HostEvent } from '@netloom/core'
import { spawn, type ChildProcess } from 'node:child_process'
import { TransactionJudge, type TableWatch } from './transaction-judge.ts'

/** Milliseconds until a watch that ended is begun anew, and until it is known to listen. */
const PAUSE = 1_000
const STARTED = 200
/** Milliseconds between tellings: who changes one element by hand often changes ten, and a script a thousand. */
const QUIET = 500

/**
 * Tells when somebody else changes our tables of nftables, or takes them away: an element of a map, a rule of a chain,
 * `nft flush ruleset`. Whoever listens reads all.
 */
export function watchTables(
  netns: string | undefined,
  watch: TableWatch,
): (listener: (event: HostEvent) => void) => () => void {
  return (listener) => {
    let child: ChildProcess | undefined
    let stopped = false
    let again: NodeJS.Timeout | undefined
    const tell = oftenEnough(() => {
      listener({ type: 'overrun' })
    })
    const begin = (isFirst: boolean): void => {
      const nft = ['nft', '-n', 'monitor']
      const args = netns === undefined ? nft : ['nsenter', `--net=/var/run/netns/${netns}`, '--', ...nft]
      const judge = new TransactionJudge(watch)
      child = spawn('setpriv', ['--pdeathsig', 'KILL', ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
      // What happened while nobody listened nobody knows.
      if (!isFirst) again = setTimeout(tell.now, STARTED).unref()
      let torn = ''
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = (torn + chunk).split('\n')
        torn = lines.pop() ?? ''
        if (lines.filter((line) => judge.isForeign(line)).length > 0) tell.now()
      })
      child.on('error', () => undefined)
      child.on('close', () => {
        clearTimeout(again)
        if (!stopped) again = setTimeout(begin, PAUSE, false).unref()
      })
    }
    begin(true)
    return () => {
      stopped = true
      clearTimeout(again)
      tell.stop()
      child?.kill('SIGKILL')
    }
  }
}

/** At once after a quiet time; then at the end of each such time in which there was something. */
function oftenEnough(tell: () => void): { readonly now: () => void; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined
  let isDue = false
  const rest = (): void => {
    timer = setTimeout(() => {
      timer = undefined
      if (isDue) now()
    }, QUIET).unref()
  }
  const now = (): void => {
    isDue = timer !== undefined
    if (isDue) return
    tell()
    rest()
  }
  return {
    now,
    stop: () => {
      clearTimeout(timer)
    },
  }
}

import { spawn, type ChildProcess } from 'node:child_process'
import type { HostEvent } from '@netloom/core'

/** Milliseconds until a watch that ended is begun anew. */
const PAUSE = 1_000

/**
 * Tells when tables of nftables go away that nobody of ours has taken away: `nft flush ruleset` by a stranger leaves all open until
 * the next audit. What others change inside a table audits find.
 * @param isOurs whether a table, `bridge netloom.x`, is to be told about
 */
export function watchTables(
  netns: string | undefined,
  isOurs: (table: string) => boolean,
): (listener: (event: HostEvent) => void) => () => void {
  return (listener) => {
    let child: ChildProcess | undefined
    let stopped = false
    let timer: NodeJS.Timeout | undefined
    const begin = (): void => {
      const nft = ['nft', 'monitor', 'destroy', 'tables']
      const args = netns === undefined ? nft : ['nsenter', `--net=/var/run/netns/${netns}`, '--', ...nft]
      child = spawn('setpriv', ['--pdeathsig', 'KILL', ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
      let torn = ''
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = (torn + chunk).split('\n')
        torn = lines.pop() ?? ''
        const gone = lines.map((line) => /^delete table (\S+ \S+)/.exec(line)?.[1] ?? '')
        if (gone.some((table) => table !== '' && isOurs(table))) listener({ type: 'overrun' })
      })
      child.on('error', () => undefined)
      child.on('close', () => {
        if (!stopped) timer = setTimeout(begin, PAUSE).unref()
      })
    }
    begin()
    return () => {
      stopped = true
      clearTimeout(timer)
      child?.kill('SIGKILL')
    }
  }
}

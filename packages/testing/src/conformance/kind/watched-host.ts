import type { HostAccess } from '@netloom/core'

/** What a kind has asked of its host. */
export interface HostWork {
  /** Lines of batches and runs of tools. */
  commands: number
  readonly lines: string[]
}

export interface WatchedHost extends HostAccess {
  readonly work: HostWork
  /** From the command of that number on (1 = the next one) everything fails, as when the agent is killed. */
  crashAt(command: number): void
  /** Whether that has come to pass. */
  readonly crashed: boolean
}

/** The same host, counting what it is asked for, and failing from a call on. */
export function watchHost(inner: HostAccess): WatchedHost {
  const work: HostWork = { commands: 0, lines: [] }
  let left = Infinity
  /** How many of these lines are done before the end. */
  const pass = (lines: readonly string[]): number => {
    const done = Math.max(0, Math.min(lines.length, left - 1))
    work.commands += done
    work.lines.push(...lines.slice(0, done))
    left -= lines.length
    return done
  }
  const killed = (): Error => new Error('the agent was killed')
  return {
    name: inner.name,
    netns: inner.netns,
    agent: inner.agent,
    work,
    get crashed() {
      return left <= 0
    },
    crashAt(command) {
      left = command
    },
    async batch(tool, lines, where) {
      const done = pass(lines)
      const results = await inner.batch(tool, lines.slice(0, done), where)
      if (done < lines.length) throw killed()
      return results
    },
    async json(tool, args) {
      if (pass([[tool, ...args].join(' ')]) === 0) throw killed()
      return inner.json(tool, args)
    },
    async nft(transaction, where) {
      if (pass([`nft ${transaction}`]) === 0) throw killed()
      return inner.nft(transaction, where)
    },
    async forgetConnections(filter, where) {
      if (pass([`forget ${JSON.stringify(filter)}`]) === 0) throw killed()
      await inner.forgetConnections(filter, where)
    },
    async run(command) {
      if (pass([command.argv.join(' ')]) === 0) throw killed()
      return inner.run(command)
    },
  }
}

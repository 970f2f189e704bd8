import { connect } from 'node:net'
import type { PassageQuestion, TraceQuestion } from '@netloom/core'
import { Failure } from '../base/failure.ts'
import { readJsonLines } from './json-lines.ts'

/** What an agent can be asked on its inspection socket. */
export type Question = 'status' | 'plan' | 'explain' | 'audit' | 'compare' | 'trace'

interface Answer {
  readonly result?: unknown
  readonly error?: string
}

const PATIENCE_MS = 60_000

/** Asks the agent that listens at `path`. @throws {Failure} when none does, or when it cannot answer */
export function askAgent(
  path: string,
  method: Question,
  about?: string | { readonly question: TraceQuestion | PassageQuestion },
  patience: number = PATIENCE_MS,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const fail = (problem: string): void => {
      socket.destroy()
      reject(new Failure(problem))
    }
    socket.setTimeout(patience, () => {
      fail(`the agent at ${path} gives no answer`)
    })
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EACCES' || code === 'EPERM') fail(`${path} belongs to another user; run it with sudo`)
      else fail(`no agent answers at ${path}; is it running, with that --inspection-socket?`)
    })
    socket.on('close', () => {
      fail(`the agent at ${path} closed the connection`)
    })
    readJsonLines(
      socket,
      (value) => {
        const { result, error } = value as Answer
        if (error !== undefined) fail(`the agent at ${path}: ${error}`)
        else {
          socket.destroy()
          resolve(result)
        }
      },
      fail,
    )
    socket.write(`${JSON.stringify({ id: 1, method, ...(typeof about === 'string' ? { what: about } : about) })}\n`)
  })
}

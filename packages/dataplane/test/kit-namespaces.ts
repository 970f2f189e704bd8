import { randomBytes } from 'node:crypto'
import { isAlive, processStartTime } from '@netloom/core/files'
import { addNamespaces, deleteNamespaces, listNamespaces } from '../src/index.ts'

const PREFIX = 'nlt-kit'

/** A new namespace whose name says which process made it: when a test is broken off, somebody else can tell. */
export async function addKitNamespace(): Promise<string> {
  const { pid } = process
  const name = `${PREFIX}${String(pid)}-${(await processStartTime(pid)) ?? '0'}-${randomBytes(3).toString('hex')}`
  await addNamespaces([name])
  return name
}

/** Those of processes that are there no more, and those that this one has left: a test that ran out of time closes nothing. */
export async function sweepKitNamespaces(): Promise<readonly string[]> {
  const doomed: string[] = []
  for (const name of await listNamespaces(PREFIX)) {
    const [, pid, startTime] = /^nlt-kit(\d+)-(\d+)-/.exec(name) ?? []
    if (pid === undefined || startTime === undefined) continue
    const isOwn = Number(pid) === process.pid
    if (isOwn || !(await isAlive({ pid: Number(pid), startTime }))) doomed.push(name)
  }
  await deleteNamespaces(doomed)
  return doomed
}

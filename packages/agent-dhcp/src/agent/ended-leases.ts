import { readText, replaceFile } from '@netloom/dataplane/service'

/** Leases that have been ended for ports that were taken off their wires: none of them is ended twice. */
const ENDED_MARK = 'ended'

export async function readUnleased(folder: string): Promise<readonly string[]> {
  return ((await readText(folder, ENDED_MARK)) ?? '').split('\n').filter((line) => line !== '')
}

export async function writeUnleased(folder: string, unleased: readonly string[]): Promise<void> {
  await replaceFile(folder, ENDED_MARK, unleased.map((line) => `${line}\n`).join(''))
}

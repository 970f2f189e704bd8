import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Answer } from './play.ts'

export const transcriptPath = (scenario: string): string =>
  fileURLToPath(new URL(`transcripts/${scenario}.json`, import.meta.url))

/** What Neutron answered, one line per step. */
export async function readTranscript(scenario: string): Promise<readonly Answer[]> {
  return JSON.parse(await readFile(transcriptPath(scenario), 'utf8')) as readonly Answer[]
}

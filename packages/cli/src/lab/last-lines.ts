import { readFile } from 'node:fs/promises'

/** The end of a log, in one line, for an error message. */
export async function lastLines(file: string): Promise<string> {
  try {
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
    return lines.length === 0 ? `it said nothing (${file})` : `${lines.slice(-2).join(' | ')} (${file})`
  } catch {
    return `it left no log (${file})`
  }
}

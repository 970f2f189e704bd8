import { readFile } from 'node:fs/promises'

/** The end of a log, in one line, for an error message: what stopped the process as it said it, without the command's own mark. */
export async function lastLines(file: string): Promise<string> {
  const lines = await readLines(file)
  if (lines === undefined) return `it left no log (${file})`
  const said = lines.filter((line) => line.startsWith('netloom: ')).map((line) => line.slice('netloom: '.length))
  const last = said.length > 0 ? said : lines.slice(-2)
  return last.length === 0 ? `it said nothing (${file})` : `${last.join(' | ')} (${file})`
}

const WARNING = 40

/** The last warning or error of a log of JSON lines. */
export async function lastComplaint(file: string): Promise<string> {
  const line = (await readLines(file))?.findLast((text) => level(text) >= WARNING)
  return line === undefined ? `its log has no complaint (${file})` : `${line} (${file})`
}

async function readLines(file: string): Promise<readonly string[] | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text?.split('\n').filter((line) => line.trim() !== '')
}

function level(line: string): number {
  return Number(/^\{"level":(\d+)/.exec(line)?.[1] ?? 0)
}

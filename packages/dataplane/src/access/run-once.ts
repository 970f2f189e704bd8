import { execFile } from 'node:child_process'
import { missingTool } from '../pipe/missing-tool.ts'
import { CommandError } from './command-error.ts'

/** Listings of a host with tens of thousands of entries. */
const MOST_OUTPUT = 256 * 1024 * 1024

/** Runs one command to its end and returns what it printed. `input` = what it reads. @throws {CommandError} */
export function runOnce(tool: string, args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(tool, args, { encoding: 'utf8', maxBuffer: MOST_OUTPUT }, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout)
        return
      }
      const said = error.code === 'ENOENT' ? missingTool(tool) : stderr || error.message
      reject(
        new CommandError([tool, ...args], typeof error.code === 'number' ? error.code : null, said, { cause: error }),
      )
    })
    // One that ends without reading says why by its status.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

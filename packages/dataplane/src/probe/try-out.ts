import { CommandError } from '../access/command-error.ts'
import { runOnce } from '../access/run-once.ts'
import type { Feature, Trial } from './feature.ts'

/**
 * The first line that a command says when it fails is why; what it says when it succeeds is nothing to anybody. `timeout` ends
 * what waits for a lock, say.
 */
const TRY = `line='
'
try() {
  command -v "$1" >/dev/null || { said="no such command: $1"; return 1; }
  said=$(timeout 5 "$@" 2>&1 >/dev/null)
  case $? in
    0) return 0 ;;
    124) said='no answer after 5 s' ;;
    *) said=\${said%%"$line"*} ;;
  esac
  return 1
}
`

/**
 * Does what features need, in order; of each, the first command that fails says why it is missing. All in one process: starting
 * one costs an agent more than what these commands do, and it tries out a dozen when it starts.
 * @param enter begins a command inside a throw-away network namespace
 */
export async function tryOut(enter: readonly [string, ...string[]], trials: readonly Trial[]): Promise<Feature[]> {
  const verdicts = await verdictsOn(enter, trials)
  return trials.map(({ name, fix }, index) => {
    const verdict = verdicts[index] ?? ''
    return verdict === 'ok' ? { name, ok: true } : { name, ok: false, said: verdict, fix }
  })
}

/** A line for each: `ok`, or what was said. */
async function verdictsOn(
  [tool, ...args]: readonly [string, ...string[]],
  trials: readonly Trial[],
): Promise<readonly string[]> {
  try {
    return (await runOnce(tool, [...args, 'sh', '-c', TRY + trials.map(script).join('')])).split('\n')
  } catch (error) {
    // Not even a namespace to try them in.
    const said = error instanceof CommandError ? (error.stderr.trim().split('\n')[0] ?? '') : String(error)
    return trials.map(() => said)
  }
}

function script({ commands }: Trial): string {
  const all = commands.map((command) => `try ${command.map(quoted).join(' ')}`).join(' && ')
  return `if ${all}; then echo ok; else printf '%s\\n' "$said"; fi\n`
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`

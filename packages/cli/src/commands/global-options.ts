import type { Command } from 'commander'

/** Options every command has. */
export interface GlobalOptions {
  readonly json?: boolean
}

/** Adds `--json`. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print machine-readable JSON')
}

/** For `--config-file`, which may be given several times; a later file wins. */
export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value]
}

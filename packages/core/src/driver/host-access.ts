/** How device kinds reach one host's kernel. Implemented by `@netloom/dataplane`. */
export interface HostAccess {
  readonly name: string
  /** Runs lines in a long-lived batch pipe of `tool`; resolves to one entry per line, undefined = done, text = the error. */
  batch(tool: 'ip' | 'bridge' | 'sysctl', lines: readonly string[]): Promise<readonly (string | undefined)[]>
  /** Runs `tool -j …args` once and parses what it prints. @throws {CommandError} */
  json(tool: 'ip' | 'bridge', args: readonly string[]): Promise<unknown>
}

const FAILURE = 1

/**
 * Without a listener a closed pipe or a full disk would end the process. Output that cannot be written makes a failure of the command;
 * a reader that has seen enough (`| head`) does not.
 */
export function guardStandardStreams(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.exitCode = FAILURE
  })
  process.stderr.on('error', () => undefined)
}

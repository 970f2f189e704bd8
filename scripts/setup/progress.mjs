const dim = (text) => (process.stderr.isTTY ? `\x1b[2m${text}\x1b[22m` : text)

/**
 * Runs one step of the setup. Silent while it takes less than a moment; `say` tells what takes long, and since when.
 * Everything goes to standard error, so that the output of the command that follows stays clean.
 */
export async function step(name, work) {
  const started = performance.now()
  let spoke = false
  let heartbeat
  let doing = ''
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
  const say = (what) => {
    doing = what
    spoke = true
    process.stderr.write(`${dim('setup')} ${name}: ${what}\n`)
    // A build without output looks dead; a line every ten seconds says that it is not.
    heartbeat ??= setInterval(() => process.stderr.write(`${dim('setup')} ${name}: ${doing} (${seconds()})\n`), 10_000)
  }
  try {
    await work(say)
    if (spoke) process.stderr.write(`${dim('setup')} ${name}: done in ${seconds()}\n`)
  } finally {
    clearInterval(heartbeat)
  }
}

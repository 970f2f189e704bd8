import { describe, expect, it } from 'vitest'
import { runTool } from '../src/lab/kernel/run-tool.ts'

describe('a tool that is run', () => {
  it('reads what it is given, and what it says comes back without the end of the last line', async () => {
    const script = 'read line; echo "$line $WORD"; echo twice; echo trouble >&2; exit 3'
    expect(await runTool('sh', ['-c', script], { input: 'one\n', env: { WORD: 'two' } })).toEqual({
      stdout: 'one two\ntwice',
      stderr: 'trouble',
      exitCode: 3,
    })
  })

  it('that is given nothing finds the end of its input', async () => {
    expect(await runTool('cat', [])).toEqual({ stdout: '', stderr: '', exitCode: 0 })
  })

  it('that does not read what it is given ends as it wants', async () => {
    expect(await runTool('true', [], { input: 'x'.repeat(10_000_000) })).toMatchObject({ exitCode: 0 })
  })

  it('that is ended by a signal has no status, and one that is not there says so', async () => {
    expect(await runTool('sh', ['-c', 'kill -TERM $$'])).toEqual({ stdout: '', stderr: '', signal: 'SIGTERM' })
    expect(await runTool('netloom-no-such-tool', [])).toEqual({ stdout: '', stderr: '', code: 'ENOENT' })
  })

  it('has the signals that would end us, while it is attached to this terminal, and no longer', async () => {
    const before = process.listenerCount('SIGHUP')
    const running = runTool('sh', ['-c', 'trap "exit 7" HUP; while :; do sleep 0.05; done'], { attached: true })
    expect(process.listenerCount('SIGHUP')).toBe(before + 1)
    // Until the shell has set its trap, the signal itself may end it.
    await new Promise((resolve) => setTimeout(resolve, 500))
    process.kill(process.pid, 'SIGHUP')
    expect(await running).toMatchObject({ exitCode: 7 })
    expect(process.listenerCount('SIGHUP')).toBe(before)
  })
})

import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { CLIENT_PYTHON } from './client-python.ts'

const SHELL = fileURLToPath(new URL('openstack-shell.py', import.meta.url))

/** What a command printed: an object or a list of them, names as the client writes them. */
export type Shown = Readonly<Record<string, unknown>>

interface Ended {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** The real `openstack` command, many times in one process. */
export class OpenStack {
  /** How many commands ran. */
  commands = 0
  private child: ChildProcessByStdio<Writable, Readable, null> | undefined
  private answers: AsyncIterator<string> | undefined

  start(environment: Readonly<Record<string, string>>): void {
    // No clouds.yaml and no OS_… of whoever runs the tests.
    const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8', ...environment }
    this.child = spawn(CLIENT_PYTHON, [SHELL], { env, cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] })
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]()
  }

  /** A command that shows one object. */
  async show(command: string, ...more: readonly string[]): Promise<Shown> {
    return (await this.json(command, more)) as Shown
  }

  /** A command that lists. */
  async list(command: string, ...more: readonly string[]): Promise<readonly Shown[]> {
    return (await this.json(command, more)) as readonly Shown[]
  }

  /** A command that says nothing when all is well. */
  async run(command: string, ...more: readonly string[]): Promise<void> {
    expect(await this.execute(command, more)).toEqual({ status: 0, stdout: '', stderr: '' })
  }

  /** A command that says in words what it has done. */
  async told(command: string, ...more: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.execute(command, more)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return stdout
  }

  /** What a command complains of that must not work. */
  async refused(command: string, ...more: readonly string[]): Promise<string> {
    const { status, stderr } = await this.execute(command, more)
    expect(status).toBe(1)
    return stderr
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.child?.once('close', resolve))
    this.child?.stdin.end()
    await gone
  }

  private async json(command: string, more: readonly string[]): Promise<unknown> {
    const { status, stdout, stderr } = await this.execute(command, [...more, '-f', 'json'])
    expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: '' })
    return JSON.parse(stdout) as unknown
  }

  /** Words of `command` stand between blanks; what has blanks itself is given in `more`. */
  private async execute(command: string, more: readonly string[]): Promise<Ended> {
    this.commands += 1
    this.child?.stdin.write(`${JSON.stringify([...command.split(' '), ...more])}\n`)
    const answer = await this.answers?.next()
    if (answer === undefined || answer.done === true) throw new Error(`openstack ${command}: the client ended`)
    return JSON.parse(answer.value) as Ended
  }
}

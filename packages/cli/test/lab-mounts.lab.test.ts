import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labDirectory } from '../src/lab/state/lab-state.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { processStartTime } from '@netloom/core/files'
import { namespaces, newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

useTestState()
const lab = newLabName()

beforeAll(async () => {
  await reapDeadLabs()
  await labUp({ name: lab, hosts: 2 })
})
afterAll(() => labDown(lab))

const run = async (host: string, ...command: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await labExec(host, command, lab)
  if (exitCode !== 0) throw new Error(stderr)
  return stdout
}

const listed = async (host: string): Promise<readonly string[]> =>
  (await run(host, 'ip', 'netns', 'list')).split('\n').map((line) => line.split(' ')[0]!)

it('shows each host its own namespace and those made there, which nobody else sees', async () => {
  expect(await listed('host1')).toEqual([`nl-${lab}-host1`])
  await run('host1', 'ip', 'netns', 'add', 'qdhcp-blue')
  await run('host2', 'ip', 'netns', 'add', 'qdhcp-blue')
  expect(await listed('host1')).toEqual(['qdhcp-blue', `nl-${lab}-host1`])
  await run('host2', 'ip', 'netns', 'del', 'qdhcp-blue')
  expect(await listed('host1')).toContain('qdhcp-blue')
  expect(await listed('host2')).not.toContain('qdhcp-blue')
  expect(await namespaces('qdhcp-blue')).toEqual([])
})

it('is in the network of the host, by whatever way one looks', async () => {
  expect((await run('host1', 'ls', '/sys/class/net')).split('\n').sort()).toContain('eth1')
  expect(await run('host1', 'ip', '-n', `nl-${lab}-host1`, '-br', 'addr', 'show', 'eth0')).toContain('192.0.2.1/24')
  expect(await run('host1', 'pwd')).toBe(process.cwd())
})

it('ends what runs in a namespace of a host, and unmounts everything, also when the state is lost', async () => {
  // Nothing of the lab is in its environment or arguments: what shows whose it is, is where it lives.
  const start = `ip netns exec qdhcp-blue env -i setsid sh -c 'sleep 600 >&- 2>&- & echo $!'`
  const { stdout } = await labExec('host1', ['sh', '-c', start], lab)
  const pid = Number(stdout)
  expect(await processStartTime(pid)).toBeDefined()
  await rm(join(labDirectory(lab), 'lab.json'))
  await labDown(lab)
  expect(await processStartTime(pid)).toBeUndefined()
  expect(await namespaces(`nl-${lab}-`)).toEqual([])
  expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(lab)
})

import { readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderPrefix, labName, netnsPrefix } from './scratch.ts'

// Waits beside a run, whose process id it is told, until that is over, however it ended: its end of the pipe closes then.
// What the run has not cleaned up itself goes: its lab, its namespaces with the processes in them, its folders.

const pid = Number(process.argv[2])
for await (const _ of process.stdin);
// Loaded when it is needed: until then it takes no memory from what is measured.
const [{ labDown }, { deleteNamespaces, listNamespaces }, { execa }] = await Promise.all([
  import('netloom/lab'),
  import('@netloom/dataplane'),
  import('execa'),
])
await labDown(labName(pid))
const namespaces = await listNamespaces(netnsPrefix(pid))
for (const netns of namespaces) {
  const { stdout } = await execa('ip', ['netns', 'pids', netns], { reject: false })
  for (const inhabitant of stdout.split('\n').filter(Boolean)) process.kill(Number(inhabitant), 'SIGKILL')
}
await deleteNamespaces(namespaces)
for (const folder of readdirSync(tmpdir()).filter((name) => name.startsWith(folderPrefix(pid))))
  rmSync(join(tmpdir(), folder), { recursive: true, force: true })

// Run as a process of its own: changes a token file when it is told to, and says what was acknowledged.
import { createInterface } from 'node:readline'
import { TokenFile } from '../../src/auth/token-file.ts'

const [path = ''] = process.argv.slice(2)
const tokens = new TokenFile(path)

async function create(): Promise<string> {
  const { id, token } = await tokens.add({ projectId: `p${String(process.pid)}`, roles: ['member'] })
  process.stdout.write(`created ${id} ${token}\n`)
  return id
}

async function revoke(id: string): Promise<void> {
  await tokens.revoke(id)
  process.stdout.write(`revoked ${id}\n`)
}

async function forEver(): Promise<never> {
  for (;;) {
    const [kept, removed] = [await create(), await create()]
    if (kept !== removed) await revoke(removed)
  }
}

process.stdout.write('ready\n')
createInterface({ input: process.stdin }).on('line', (line) => {
  const [verb, id = ''] = line.split(' ')
  if (verb === 'forever') void forEver()
  else void Promise.all([create(), revoke(id)]).then(() => process.exit())
})

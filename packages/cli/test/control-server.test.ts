import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { silentLogger, type Netloom } from '@netloom/core'
import { serveControl, type ControlServer } from '../src/control/control-server.ts'

let folder: string
let server: ControlServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-control-'))
  const services = { networks: {}, subnets: {}, ports: {}, agents: { list: async () => [] } }
  server = await serveControl(services as unknown as Netloom, join(folder, 'sock'), silentLogger)
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

async function ask(lines: readonly string[]): Promise<readonly unknown[]> {
  const socket = connect(join(folder, 'sock'))
  const answers: unknown[] = []
  socket.write(lines.map((line) => `${line}\n`).join(''))
  for await (const line of createInterface({ input: socket })) {
    answers.push(JSON.parse(line))
    if (answers.length === lines.length) break
  }
  socket.destroy()
  return answers
}

it('answers what is no request, and goes on', async () => {
  const bad = ['null', '7', '[]', '{"id":"x","method":"agents.list","params":[]}', '{"id":2,"method":"agents.list"}']
  const answers = await ask([...bad, '{"id":9,"method":"agents.list","params":[]}'])
  expect(answers.slice(0, -1)).toEqual(
    bad.map(
      () => expect.objectContaining({ id: 0, error: expect.objectContaining({ status: 400 }) as unknown }) as unknown,
    ),
  )
  expect(answers.at(-1)).toEqual({ id: 9, result: [] })
})

it('names a method that there is not', async () => {
  expect(await ask(['{"id":1,"method":"ports.explode","params":[]}'])).toMatchObject([
    { id: 1, error: { status: 404 } },
  ])
})

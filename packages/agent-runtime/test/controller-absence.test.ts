import type { Logger } from '@netloom/core'
import { VirtualClock } from '@netloom/testing'
import { simulatedHost } from '@netloom/dataplane'
import { expect, it } from 'vitest'
import { Agent, ControllerConnection } from '../src/index.ts'
import { FakeController } from './fake-controller.ts'
import { HOST, fakeRenderer } from './fixture.ts'

it('an agent that reaches no controller says so after some seconds, naming URL and reason, and then rarely', async () => {
  const clock = new VirtualClock()
  const said: { level: string; fields: object; message: string }[] = []
  const write =
    (level: string): Logger['warn'] =>
    (fields, message) => {
      said.push({ level, fields, message })
    }
  const logger: Logger = { debug: () => undefined, info: write('info'), warn: write('warn'), error: write('error') }
  const agent = new Agent({ host: simulatedHost({ name: HOST, clock }), renderer: fakeRenderer, clock })
  await agent.start()
  const controller = new FakeController()
  controller.down = true
  const connection = new ControllerConnection({
    agent,
    connect: [controller.connect],
    names: ['wss://controller.example:9696/agent'],
    report: { agentType: fakeRenderer.agentType, binary: fakeRenderer.binary, host: HOST, configurations: {} },
    clock,
    logger,
    random: () => 0.5,
  })
  connection.open()
  await clock.advance(3_000, () => agent.idle())
  expect(said).toEqual([])
  await clock.advance(60_000, () => agent.idle())
  expect(said).toMatchObject([
    { level: 'warn', fields: { controller: 'wss://controller.example:9696/agent', reason: 'nobody there' } },
  ])
  await clock.advance(300_000, () => agent.idle())
  expect(said).toHaveLength(2)
  controller.down = false
  await clock.advance(5_000, () => agent.idle())
  expect(said.at(-1)).toMatchObject({ level: 'info', message: 'a controller answers' })
  connection.close()
})

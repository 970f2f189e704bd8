import { chmod, mkdir, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import type { PassageQuestion, TraceQuestion } from '@netloom/core'
import { z } from 'zod'
import type { Inspection } from './inspection.ts'
import { traceQuestionSchema } from './trace/trace-question-schema.ts'

/** Longest question, characters. */
const LONGEST = 4_096

const requestSchema = z.object({
  id: z.union([z.number(), z.string()]).optional(),
  method: z.enum(['status', 'plan', 'explain', 'audit', 'compare', 'view', 'trace']),
  what: z.string().optional(),
  question: traceQuestionSchema.optional(),
})

/**
 * Answers questions on a Unix-domain socket: one JSON object a line, `{"id":1,"method":"explain","what":"vxlan-100"}` →
 * `{"id":1,"result":…}` or `{"id":1,"error":"…"}`. Only the owner may connect (mode 0600).
 */
export async function serveInspection(inspection: Inspection, path: string): Promise<{ close(): Promise<void> }> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  // Left behind by a killed process; nobody listens there, as there is one agent a path.
  await rm(path, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {
      socket.destroy()
    })
    const lines = createInterface({ input: socket })
    // It passes errors of the socket on, which has said them already.
    lines.on('error', () => undefined)
    let last: Promise<unknown> = Promise.resolve()
    lines.on('line', (line) => {
      last = last
        .then(async () => socket.write(`${JSON.stringify(await answer(inspection, line))}\n`))
        .catch(() => socket.destroy())
    })
  })
  await listen(server, path)
  server.unref()
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
      })
      await rm(path, { force: true })
    },
  }
}

async function listen(server: Server, path: string): Promise<void> {
  // Closed to others from the first moment: between listen and chmod there is one, too.
  const mask = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
  } finally {
    process.umask(mask)
  }
  // One connection that cannot be taken (no descriptor left, say) ends neither the others nor the agent.
  server.on('error', () => undefined)
  await chmod(path, 0o600)
}

async function answer(inspection: Inspection, line: string): Promise<object> {
  const request = parse(line)
  if (request === undefined)
    return { error: 'not a question: {"method":"status|plan|explain|audit|compare|view|trace","what":…}' }
  const id = request.id === undefined ? {} : { id: request.id }
  try {
    return { ...id, result: await ask(inspection, request) }
  } catch (error) {
    return { ...id, error: error instanceof Error ? error.message : String(error) }
  }
}

function ask(inspection: Inspection, { method, what, question }: z.infer<typeof requestSchema>): unknown {
  if (method === 'trace') {
    if (question === undefined) throw new Error('trace needs "question": {"leg","portId","frame","destinationMac"}')
    return isPassage(question) ? inspection.tracePassage(question) : inspection.trace(question)
  }
  if (method !== 'explain') return inspection[method]()
  if (what === undefined) throw new Error('explain needs "what": a key, a link or an API object')
  return inspection.explain(what)
}

const isPassage = (question: TraceQuestion | PassageQuestion): question is PassageQuestion =>
  question.leg !== 'leave' && question.leg !== 'arrive'

function parse(line: string): z.infer<typeof requestSchema> | undefined {
  if (line.length > LONGEST) return undefined
  try {
    return requestSchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

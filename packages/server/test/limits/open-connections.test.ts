import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { listen } from '../support/listen.ts'

const OPEN_CONNECTIONS = fileURLToPath(new URL('open-connections.cjs', import.meta.url))

/** As many as this machine lets one process open, up to what is promised. */
function crowdSize(): number {
  const report = process.report.getReport() as {
    readonly userLimits?: { readonly open_files?: { readonly soft: unknown } }
  }
  const limit = Number(report.userLimits?.open_files?.soft)
  return Math.min(10_000, Number.isFinite(limit) ? limit - 500 : 10_000)
}

it(
  'serves others while 10,000 connections are open and say nothing, or never finish',
  { timeout: 60_000 },
  async () => {
    const size = crowdSize()
    const server = await listen({ limits: { headersTimeout: 50_000 } })
    const before = process.memoryUsage().rss
    const crowd = spawn(process.execPath, [OPEN_CONNECTIONS, String(server.port), String(size)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    try {
      const [line] = (await once(createInterface({ input: crowd.stdout }), 'line')) as [string]
      expect(line).toBe(`${String(size)} 0`)
      const times: number[] = []
      for (let n = 0; n < 50; n += 1) {
        const started = performance.now()
        const { status } = await fetch(`${server.url}/v2.0/networks`)
        expect(status).toBe(200)
        times.push(performance.now() - started)
      }
      times.sort((a, b) => a - b)
      expect(times[45]).toBeLessThan(250)
      const metrics = await (await fetch(`${server.url}/metrics`)).text()
      expect(Number(/^netloom_http_connections (\d+)/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(size)
      expect((process.memoryUsage().rss - before) / size).toBeLessThan(40_000)
    } finally {
      const gone = once(crowd, 'exit')
      crowd.stdin.end()
      await gone
      await server.close()
    }
  },
)

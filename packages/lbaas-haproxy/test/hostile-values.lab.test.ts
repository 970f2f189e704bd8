import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { balancerOf } from '../src/render/balancer.ts'
import { configurationText, type HaproxyConfiguration } from '../src/render/configuration.ts'
import { parseConfiguration } from '../src/render/parse-configuration.ts'
import { renderConfiguration } from '../src/render/render-configuration.ts'
import { hostileTexts, PLACES } from './hostile-values.ts'

const run = promisify(execFile)
const TEXTS = hostileTexts(2_000, 20_261_130)

/** Sections and directives without what users wrote. */
const shapeOf = ({ sections }: HaproxyConfiguration): readonly string[] =>
  sections.flatMap(({ keyword, directives }) => [
    keyword,
    ...directives.map((words) => `${words[0] ?? ''} ${String(words.length)}`),
  ])

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-hostile-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** undefined = the listener is left out, and said so. */
function render(place: string, text: string): HaproxyConfiguration | undefined {
  const balancer = balancerOf(PLACES[place]!.put(text))
  const { configuration, problems } = renderConfiguration(balancer, join(folder, 'x'), { directory: folder })
  return Object.keys(problems).length === 0 ? configuration : undefined
}

/** Frontends and backends of many configurations as one, each with names of its own. */
function merged(configurations: readonly HaproxyConfiguration[]): HaproxyConfiguration {
  const [head] = configurations
  const others = configurations.flatMap(({ sections }, index) =>
    sections
      .filter(({ keyword }) => keyword === 'frontend' || keyword === 'backend')
      .map((section) => ({
        ...section,
        name: `${String(index)}.${section.name ?? ''}`,
        directives: section.directives.map((words) =>
          ['default_backend', 'use_backend'].includes(words[0] ?? '')
            ? [words[0] ?? '', `${String(index)}.${words[1] ?? ''}`, ...words.slice(2)]
            : words.map((word) =>
                word.replace(/^10\.0\.0\.5:80$/, `10.1.${String(index >> 8)}.${String(index & 255)}:80`),
              ),
        ),
      })),
  )
  return { sections: [...(head?.sections.slice(0, 2) ?? []), ...others] }
}

describe('2,000 hostile texts in each place where users write', () => {
  it.each(Object.keys(PLACES))('%s: refused, or one word of the configuration that was expected', async (place) => {
    const expected = shapeOf(render(place, PLACES[place]!.sane)!)
    const accepted: HaproxyConfiguration[] = []
    const wrong: string[] = []
    for (const text of TEXTS) {
      const configuration = render(place, text)
      if (configuration === undefined) continue
      const read = parseConfiguration(configurationText(configuration))
      if (JSON.stringify(read) !== JSON.stringify(configuration)) wrong.push(text)
      if (JSON.stringify(shapeOf(read)) !== JSON.stringify(expected)) wrong.push(text)
      accepted.push(configuration)
    }
    expect(wrong).toEqual([])
    if (accepted.length === 0) return
    const file = join(folder, 'batch.cfg')
    await writeFile(file, configurationText(merged(accepted)))
    const { stderr } = await run('haproxy', ['-c', '-f', file], { maxBuffer: 64 << 20 }).catch(
      (error: unknown) => error as { stderr: string },
    )
    expect(
      stderr
        .split('\n')
        .filter((line) => line.includes('[ALERT]'))
        .slice(0, 3),
    ).toEqual([])
  })
})

import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { play } from './play.ts'
import { neutronPlayer } from './record-player.ts'
import { SCENARIOS } from './scenarios.ts'
import { transcriptPath } from './transcript.ts'

// The domain is Neutron's option dns_domain; with its default, names are not kept.
// NETLOOM_DNS_DOMAIN=example.org. NETLOOM_NEUTRON=http://127.0.0.1:9697 NETLOOM_KEYSTONE=http://127.0.0.1:15000/v3 npx vitest run packages/server/test/neutron/record
const {
  NETLOOM_NEUTRON: neutron,
  NETLOOM_KEYSTONE: keystone,
  NETLOOM_SCENARIO: only,
  NETLOOM_DNS_DOMAIN: dnsDomain = '',
} = process.env

/** Asks a real Neutron again what it answers. It must be one of our own: everything in it is deleted. */
describe.runIf(neutron !== undefined && keystone !== undefined)('recording Neutron', () => {
  for (const scenario of SCENARIOS.filter(({ name }) => only === undefined || only.split(',').includes(name))) {
    it(`answers ${scenario.name}`, { timeout: 1_800_000 }, async () => {
      const player = await neutronPlayer(neutron ?? '', keystone ?? '', dnsDomain)
      await player.clean()
      const answers = await play(scenario, player)
      await player.clean()
      const lines = answers.map((answer) => JSON.stringify(answer))
      await writeFile(transcriptPath(scenario.name), `[\n${lines.join(',\n')}\n]\n`)
      expect(answers.filter(({ status }) => status < 400)).not.toEqual([])
    })
  }
})

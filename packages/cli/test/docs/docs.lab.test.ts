import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { missing } from '../clients/client-python.ts'
import { labDown } from '../../src/lab/lab-down.ts'
import { newLabName, reapDeadLabs, useTestState } from '../support/lab-names.ts'
import { startServer, type Served } from './served.ts'
import { PROMISES } from './promises.ts'
import { Reader, type Typed } from './reader.ts'
import { shellBlocks, type ShellBlock } from './shell-blocks.ts'

useTestState()

/** How a block is tried that cannot be typed by itself. */
interface Way {
  /** Typed before. */
  readonly before?: readonly string[]
  /** Why it is not typed here. */
  readonly untried?: string
  /** Each of its lines begins with nothing there. */
  readonly apart?: true
  /** A controller runs in the folder. */
  readonly served?: true
}

const BLUE = ['netloom lab up', 'netloom lab apply docs/topologies/blue.json']

/** By document and first command. Blocks that stand not here are typed as they are. */
const WAYS: Readonly<Record<string, Way>> = {
  'README.md npm run demo': { untried: 'the demo checks its own claims; examples/l2-population has its tests' },
  'docs/lab.md netloom lab up --hosts 3 --mechanism openvswitch': { apart: true },
  'docs/lab.md netloom lab exec host1 -- ovs-vsctl show': { before: ['netloom lab up --mechanism openvswitch'] },
  'docs/lab.md netloom lab boot vm3 --network blue --host host2 --dhcp': { before: BLUE },
  'docs/lab.md eval "$(netloom lab env)"': { before: ['netloom lab up'] },
  'docs/clients.md netloom token create --project web --role member': { served: true },
  'docs/clients.md . scripts/openstack-env.sh http://127.0.0.1:9696 ./netloom-tokens.json.admin': { served: true },
  'docs/clients.md TOKEN=$(cat netloom-tokens.json.admin)': { served: true },
  'docs/clients.md netloom server --config-file neutron.conf --config-file ml2_conf.ini': {
    untried: 'needs a Keystone of the reader’s own',
  },
}

const bare = (command = ''): string => command.replace(/ +#.*$/, '').trim()
const keyOf = (document: string, { commands }: ShellBlock): string => `${document} ${bare(commands[0])}`

const DOCUMENTS = ['README.md', 'docs/lab.md', 'docs/clients.md']
const blocks = await Promise.all(
  DOCUMENTS.map(async (document) => {
    const text = await readFile(new URL(`../../../../${document}`, import.meta.url), 'utf8')
    return shellBlocks(text).map((block) => ({ document, block, way: WAYS[keyOf(document, block)] ?? {} }))
  }),
)
const all = blocks.flat()

it('every way belongs to a block of a document', () => {
  expect(Object.keys(WAYS).sort()).toEqual(
    all
      .map(({ document, block }) => keyOf(document, block))
      .filter((key) => key in WAYS)
      .sort(),
  )
})

// Where the clients are not installed, blocks that use them say so.
const usesClient = ({ commands }: ShellBlock): boolean => commands.some((command) => /\bopenstack\b/.test(command))
const tried = all.filter(({ block, way }) => way.untried === undefined && (missing === undefined || !usesClient(block)))

describe('every shell block of the documents does what it promises', () => {
  let lab: string
  let reader: Reader
  let served: Served | undefined

  beforeAll(async () => {
    await reapDeadLabs()
    lab = newLabName()
    reader = await Reader.create(lab)
  })
  afterEach(() => labDown(lab))
  afterAll(async () => {
    await served?.end()
    await reader.remove()
  })

  it.each(
    tried.map((one) => ({ ...one, title: `${one.document}:${String(one.block.line)} ${bare(one.block.commands[0])}` })),
  )('$title', { timeout: 240_000 }, async ({ block, way }) => {
    if (way.served === true) served ??= await startServer(reader)
    // Another port than the documents', which somebody may use.
    const commands = block.commands.map((command) =>
      served === undefined
        ? command
        : command
            .replace('127.0.0.1:9696', served.address)
            .replace(
              'revoke 2e0f014fab1b',
              'revoke "$(netloom token list --json | grep -o \'[0-9a-f]\\{12\\}\' | tail -1)"',
            ),
    )
    const turns = way.apart === true ? commands.map((command) => [command, 'netloom lab down']) : [commands]
    for (const turn of turns) {
      const typed = await reader.type([...(way.before ?? []), ...turn])
      for (const one of typed) judge(one)
      expect(typed.length).toBe((way.before ?? []).length + turn.length)
    }
  })
})

function judge({ command, output, status }: Typed): void {
  expect({ command, status, output }).toEqual({ command, status: 0, output })
  for (const promised of PROMISES) {
    if (promised.command.test(bare(command))) expect(output).toMatch(promised.output)
  }
}

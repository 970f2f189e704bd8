import { systemClock } from '@netloom/core'
import type { AgentToken, ClientToken, TokenFile, TokenOwner } from '@netloom/server'
import type { Command } from 'commander'
import { Failure } from '../base/failure.ts'
import { print, table } from '../output/print.ts'
import { collect, withJson, type GlobalOptions } from './global-options.ts'

interface TokenOptions extends GlobalOptions {
  readonly tokenFile: string
}

interface CreateOptions extends TokenOptions {
  readonly project?: string
  readonly user?: string
  readonly role: readonly string[]
  readonly agent?: true
  readonly host?: string
  readonly expires?: string
}

type ShownToken = Omit<ClientToken, 'hash'> | Omit<AgentToken, 'hash'>

const ROLES: readonly string[] = ['admin', 'service', 'manager', 'member', 'reader']

/** Tokens of the strategy `token`; a running controller notices within a second. */
export function addToken(program: Command): void {
  const token = program.command('token').description('tokens for clients of a controller without Keystone')
  withTokenFile(token.command('create'))
    .description('make a token and print it; it is kept nowhere')
    .option('--project <id>', 'whose objects its bearer sees and makes')
    .option('--user <id>', 'who that is')
    .option('--role <role>', `${ROLES.join(', ')}; may be repeated; default member`, collect, [])
    .option('--agent', 'for the agents of --host instead of a client')
    .option('--host <name>', 'the one host that these agents speak for')
    .option('--expires <span>', 'from when on it is refused: 90m, 12h, 30d; default never')
    .action(async (options: CreateOptions) => {
      const owner = ownerOf(options)
      const tokens = await openTokens(options.tokenFile)
      const made = await tokens.add(owner, options.expires === undefined ? {} : { expiresAt: expiry(options.expires) })
      print(made, options.json === true, (created) => created.token)
    })
  withTokenFile(token.command('list'))
    .description('who has tokens')
    .action(async ({ tokenFile, json }: TokenOptions) => {
      const entries = await (await openTokens(tokenFile)).read()
      const shown = entries.map(({ hash: _, ...entry }) => entry)
      print(shown, json === true, describeTokens)
    })
  withTokenFile(token.command('revoke <id>'))
    .description('make a token useless')
    .action(async (id: string, { tokenFile, json }: TokenOptions) => {
      if (!(await (await openTokens(tokenFile)).revoke(id)))
        throw new Failure(`token "${id}": there is none of that id; see \`netloom token list\``, 'usage')
      print({ revoked: id }, json === true, () => `${id} is revoked`)
    })
}

function withTokenFile(command: Command): Command {
  return withJson(command).option('--token-file <file>', 'of the controller', './netloom-tokens.json')
}

/** A file that is not there is no empty one: a controller whose tokens are elsewhere would never hear of a new one. */
async function openTokens(file: string): Promise<TokenFile> {
  const server = await import('@netloom/server')
  const tokens = new server.TokenFile(file)
  if (await tokens.exists()) return tokens
  throw new Failure(`--token-file ${file}: is not there; name the one of the controller, which makes it when it starts`)
}

/** @throws {Failure} when it is neither a client nor a host, or both */
function ownerOf({ agent, host, project, user, role }: CreateOptions): TokenOwner {
  if (agent === true) {
    if (host === undefined)
      throw new Failure('--agent: needs --host <name>, as the agent’s own --host says it', 'usage')
    if (project !== undefined || user !== undefined || role.length > 0)
      throw new Failure('--agent: agents have no --project, --user or --role; leave them out', 'usage')
    return { host }
  }
  if (host !== undefined) throw new Failure('--host: is for agents; write --agent, too', 'usage')
  if (project === undefined) throw new Failure('--project: is missing; name the client’s, or write --agent', 'usage')
  const roles = role.length === 0 ? ['member'] : role
  const unknown = roles.find((name) => !ROLES.includes(name))
  if (unknown !== undefined)
    throw new Failure(`--role ${unknown}: no such role; write one of ${ROLES.join(', ')}`, 'usage')
  return { projectId: project, roles, ...(user !== undefined && { userId: user }) }
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }
/** Longer spans are slips of the keyboard. */
const LONGEST_DAYS = 36_500

function expiry(span: string): Date {
  const [, amount, unit = ''] = /^([1-9]\d{0,9})([mhd])$/.exec(span) ?? []
  const length = Number(amount) * (UNITS[unit] ?? NaN)
  if (length <= LONGEST_DAYS * 86_400_000) return new Date(systemClock.date().getTime() + length)
  throw new Failure(`--expires ${span}: no span of time; write for example 90m, 12h or 30d`, 'usage')
}

function describeTokens(entries: readonly ShownToken[]): string {
  return table(
    ['ID', 'PROJECT', 'USER', 'ROLES', 'AGENT ON', 'MADE', 'EXPIRES'],
    entries.map((entry) => [
      entry.id,
      ...(entry.kind === 'agent'
        ? ['', '', '', entry.host]
        : [entry.projectId, entry.userId ?? '', entry.roles.join(', '), '']),
      entry.createdAt,
      entry.expiresAt ?? 'never',
    ]),
  )
}

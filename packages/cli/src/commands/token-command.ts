import type { TokenEntry, TokenFile } from '@netloom/server'
import type { Command } from 'commander'
import { Failure } from '../failure.ts'
import { print, table } from '../output/print.ts'
import { collect, withJson, type GlobalOptions } from './global-options.ts'

interface TokenOptions extends GlobalOptions {
  readonly tokenFile: string
}

interface CreateOptions extends TokenOptions {
  readonly project: string
  readonly user?: string
  readonly role: readonly string[]
}

const ROLES: readonly string[] = ['admin', 'service', 'manager', 'member', 'reader']

/** Tokens of the strategy `token`; a running controller notices within a second. */
export function addToken(program: Command): void {
  const token = program.command('token').description('tokens for clients of a controller without Keystone')
  withTokenFile(token.command('create'))
    .description('make a token and print it; it is kept nowhere')
    .requiredOption('--project <id>', 'whose objects its bearer sees and makes')
    .option('--user <id>', 'who that is')
    .option('--role <role>', `${ROLES.join(', ')}; may be repeated; default member`, collect, [])
    .action(async ({ tokenFile, project, user, role, json }: CreateOptions) => {
      const roles = role.length === 0 ? ['member'] : role
      const unknown = roles.find((name) => !ROLES.includes(name))
      if (unknown !== undefined)
        throw new Failure(`--role ${unknown}: no such role; write one of ${ROLES.join(', ')}`, 'usage')
      const tokens = await openTokens(tokenFile)
      const made = await tokens.add({ projectId: project, roles, ...(user !== undefined && { userId: user }) })
      print(made, json === true, (created) => created.token)
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

function describeTokens(entries: readonly Omit<TokenEntry, 'hash'>[]): string {
  return table(
    ['ID', 'PROJECT', 'USER', 'ROLES', 'MADE'],
    entries.map(({ id, projectId, userId, roles, createdAt }) => [
      id,
      projectId,
      userId ?? '',
      roles.join(', '),
      createdAt,
    ]),
  )
}

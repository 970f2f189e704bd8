/** Tokens of an administrator and of a member of each project, which is made with its user; and ids of the projects. */
export async function keystoneProjects(
  url: string,
  names: readonly string[],
): Promise<{ readonly tokens: Readonly<Record<string, string>>; readonly ids: Readonly<Record<string, string>> }> {
  const admin = await tokenOf(url, 'admin', 'admin')
  const call = async (method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> => {
    const response = await fetch(`${url}/v3${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-auth-token': admin.token },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`)
    return (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>
  }
  const one = (answer: Readonly<Record<string, unknown>>, kind: string): string =>
    (answer[kind] as { readonly id: string }).id
  const { roles } = (await call('GET', '/roles')) as {
    roles?: readonly { readonly id: string; readonly name: string }[]
  }
  const tokens: Record<string, string> = { admin: admin.token }
  const ids: Record<string, string> = { admin: admin.project }
  for (const name of names) {
    const project = one(
      await call('POST', '/projects', { project: { name: `${name}-${String(Date.now())}` } }),
      'project',
    )
    const login = `${name}-${String(Date.now())}`
    const user = one(await call('POST', '/users', { user: { name: login, password: 'secret' } }), 'user')
    for (const role of roles ?? [])
      if (role.name === 'member' || role.name === 'reader')
        await call('PUT', `/projects/${project}/users/${user}/roles/${role.id}`)
    tokens[name] = (await tokenOf(url, login, undefined, project)).token
    ids[name] = project
  }
  return { tokens, ids }
}

async function tokenOf(
  url: string,
  name: string,
  projectName?: string,
  projectId?: string,
): Promise<{ readonly token: string; readonly project: string }> {
  const domain = { id: 'default' }
  const project = projectId === undefined ? { name: projectName, domain } : { id: projectId }
  const response = await fetch(`${url}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name, domain, password: 'secret' } } },
        scope: { project },
      },
    }),
  })
  const { token } = (await response.json()) as { readonly token: { readonly project: { readonly id: string } } }
  return { token: response.headers.get('x-subject-token') ?? '', project: token.project.id }
}

/** Keystone's hierarchy: who may do more may do less. */
const IMPLIES: Readonly<Record<string, string>> = { admin: 'manager', manager: 'member', member: 'reader' }

/** Roles, in lower case, with those that they imply. */
export function impliedRoles(roles: readonly string[]): readonly string[] {
  const all = new Set<string>()
  for (const role of roles) {
    for (let name: string | undefined = role.toLowerCase(); name !== undefined; name = IMPLIES[name]) all.add(name)
  }
  return [...all]
}

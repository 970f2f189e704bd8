import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { clientEnvironment, describeEnvironment } from '../src/output/client-environment.ts'

it('is safe for a shell, and forgets another cloud', () => {
  const token = `a'b"$(id)\\ \n c`
  const lines = describeEnvironment(clientEnvironment({ url: 'http://127.0.0.1:9696', token }))
  const script = `${lines}\nprintf '%s|%s|%s|%s' "$OS_TOKEN" "$OS_ENDPOINT" "$OS_AUTH_TYPE" "\${OS_CLOUD-none}"`
  const said = execFileSync('sh', ['-c', script], { env: { OS_CLOUD: 'elsewhere' }, encoding: 'utf8' })
  expect(said).toBe(`${token}|http://127.0.0.1:9696|admin_token|none`)
})

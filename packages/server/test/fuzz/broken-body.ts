import type { Resource } from '@netloom/api'
import type { SeededDraws } from './seeded-draws.ts'
import type { HostileValues } from './hostile-values.ts'

/** Bodies that are no request at all, or only nearly one. */
export function broken(dice: SeededDraws, nasty: HostileValues, { name, plural }: Resource): string {
  const value = JSON.stringify(nasty.value() ?? null)
  return dice.pick([
    '',
    'null',
    '[]',
    '"text"',
    '{',
    '{"a":',
    `{"${name}":`,
    `{"${name}":{}`,
    `{"${name}":${value}}`,
    `{"${plural}":${value}}`,
    `{"${plural}":[${value},${value}]}`,
    `{"${name}":{"name":"first"},"${name}":{"name":"second"}}`,
    `{"${name}":{"name":"first","name":${value}}}`,
    `{"${name}":{"id":"x","id":null,"__proto__":{"name":"p"}}}`,
    `{"${name}":{"constructor":{"prototype":{"isAdmin":true}}}}`,
    `{"${name}":{"name":"\\u0000"}}`,
    `{"${name}":{"name":"\\ud800"}}`,
    `{"${name}":{"mtu":1e999}}`,
    `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    `{"${name}":${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}}`,
    `{"${name}":{"${'k'.repeat(100_000)}":1}}`,
    `{"${name}":{"name":"${'x'.repeat(200_000)}"}}`,
    `{"${plural}":[${'{},'.repeat(2_500)}{}]}`,
    `\ufeff{"${name}":{}}`,
    `{'${name}':{}}`,
    `{"${name}":{"name":NaN}}`,
  ])
}

import type { AskingPortItem } from '../wire/metadata-topics.ts'

/** What the guest may call itself: the port's name as far as host names go, else one of its id. */
export function hostNameOf({ name, instanceId }: Pick<AskingPortItem, 'name' | 'instanceId'>): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63)
  return plain === ''
    ? `host-${instanceId
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]+/g, '-')
        .slice(0, 58)}`
    : plain
}

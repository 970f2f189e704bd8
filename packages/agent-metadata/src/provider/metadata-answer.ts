import type { AskingPortItem } from '../wire/metadata-topics.ts'

/** What a guest asked, free of who it is. */
export interface MetadataRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly body: Buffer
}

export interface MetadataAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string | Buffer
}

/** Answers a guest that is known: Nova, or ourselves. */
export interface MetadataProvider {
  /** `address` is the one from which it asked. */
  answer(guest: AskingPortItem, request: MetadataRequest, address: string): Promise<MetadataAnswer>
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** A refusal as guests and people read it. */
export const plainAnswer = (status: number, text: string = REASONS[status] ?? 'Error'): MetadataAnswer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: `${text}\n`,
})

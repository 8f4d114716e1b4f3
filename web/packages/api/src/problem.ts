/** A refusal of the server (RFC 9457) or of the network, as one kind of error. */
export interface FieldProblem {
  field: string
  code: string
  params?: Record<string, unknown>
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly params: Record<string, unknown> = {},
    readonly errors: FieldProblem[] = [],
    /** The server's own sentence, in the language that was asked for. */
    readonly title = '',
  ) {
    super(code)
    this.name = 'Problem'
  }

  /** The same request may succeed later without anybody changing it. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

export function offline(): Problem {
  return new Problem(0, 'network.offline')
}

export function isProblem(error: unknown, code?: string): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code)
}

interface Wire {
  code?: unknown
  params?: unknown
  errors?: unknown
  title?: unknown
}

const byStatus: Record<number, string> = {
  401: 'auth.signed_out',
  403: 'forbidden',
  404: 'not_found',
  413: 'request.too_large',
  422: 'request.invalid',
}

export function problemFrom(status: number, body: unknown): Problem {
  const wire: Wire = typeof body === 'object' && body !== null ? body : {}
  const code = typeof wire.code === 'string' ? wire.code : (byStatus[status] ?? 'server.error')
  const params = (wire.params ?? {}) as Record<string, unknown>
  return new Problem(
    status,
    code,
    params,
    Array.isArray(wire.errors) ? wire.errors : [],
    titleOf(wire, code),
  )
}

/** An untranslated problem carries its code as the title; that is no sentence to show. */
function titleOf(wire: Wire, code: string): string {
  return typeof wire.title === 'string' && wire.title !== code ? wire.title : ''
}

/** The desk's one way to the server. */
import { createTransport, staffApi } from '@yingda/api'

let csrf = ''
let onSignedOut: () => void = () => undefined

export const api = staffApi(
  createTransport({
    headers: () => ({
      'Accept-Language': document.documentElement.lang,
      ...(csrf ? { 'X-CSRF-Token': csrf } : {}),
    }),
    signedOut: () => {
      onSignedOut()
    },
  }),
)

export function speakAs(token: string): void {
  csrf = token
}

export function whenSignedOut(then: () => void): void {
  onSignedOut = then
}

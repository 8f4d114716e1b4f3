/** Files are only given to who may see them, so they are fetched with the token and shown from memory. */
import { offline, problemFrom } from '@yingda/api'
import { effect } from '@preact/signals'
import { chat, visitor } from './app'

const fetched = new Map<string, Promise<string>>()

effect(() => {
  if (!chat.value) return
  for (const asked of fetched.values()) asked.then(URL.revokeObjectURL, () => undefined)
  fetched.clear()
})

export function blobUrl(url: string): Promise<string> {
  const known = fetched.get(url)
  if (known) return known
  const asked = visitor.with(() => load(url)).then((blob) => URL.createObjectURL(blob))
  fetched.set(url, asked)
  asked.catch(() => fetched.delete(url))
  return asked
}

export async function download(url: string, name: string): Promise<void> {
  const link = document.createElement('a')
  link.href = await blobUrl(url)
  link.download = name
  link.click()
}

async function load(url: string): Promise<Blob> {
  const answer = await fetch(url, { headers: visitor.headers() }).catch(() => {
    throw offline()
  })
  if (!answer.ok) throw problemFrom(answer.status, null)
  return answer.blob()
}

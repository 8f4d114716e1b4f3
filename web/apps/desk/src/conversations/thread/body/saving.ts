/** Saves a file of a conversation; a refusal is a problem and not a file. */
import { offline, problemFrom, type FileContent } from '@yingda/api'

export async function save(file: FileContent): Promise<void> {
  const headers = { 'Accept-Language': document.documentElement.lang }
  const answer = await fetch(file.url, { headers }).catch(() => {
    throw offline()
  })
  if (!answer.ok) throw problemFrom(answer.status, await answer.json().catch(() => null))
  const url = URL.createObjectURL(await answer.blob())
  const link = Object.assign(document.createElement('a'), { href: url, download: file.name })
  link.click()
  // Some browsers begin to read only after this has returned.
  setTimeout(() => {
    URL.revokeObjectURL(url)
  }, 60_000)
}

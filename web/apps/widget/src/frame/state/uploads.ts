/** Files on their way up, with progress; when one has arrived its message goes into the outbox. */
import { offline, Problem, problemFrom, type FileView } from '@yingda/api'
import { effect, signal } from '@preact/signals'
import { chat, visitor } from './app'

export interface Upload {
  key: number
  file: File
  preview: string | null
  share: number
  problem: Problem | null
}

export const uploads = signal<readonly Upload[]>([])
let count = 0

// Another person's files are nobody else's business.
effect(() => {
  if (chat.value) for (const { key } of uploads.peek()) forget(key)
})

export function upload(files: Iterable<File>): void {
  for (const file of files) {
    const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null
    const one: Upload = { key: (count += 1), file, preview, share: 0, problem: null }
    uploads.value = [...uploads.value, one]
    void send(one.key)
  }
}

export async function send(key: number): Promise<void> {
  const one = uploads.value.find((other) => other.key === key)
  const here = chat.value
  if (!one || !here) return
  if (one.file.size === 0) {
    change(key, { problem: new Problem(422, 'files.empty') })
    return
  }
  change(key, { share: 0, problem: null })
  try {
    const id = await here.ensure()
    const file = await visitor.with(() =>
      post(id, one.file, (share) => {
        change(key, { share })
      }),
    )
    const content_type = file.mime.startsWith('image/') ? 'image' : 'file'
    here.say({ wire: { content_type, file_id: file.id }, shown: { ...file, file_id: file.id } })
    forget(key)
  } catch (problem) {
    change(key, { problem: problem instanceof Problem ? problem : offline() })
  }
}

export function forget(key: number): void {
  const one = uploads.value.find((other) => other.key === key)
  if (one?.preview) URL.revokeObjectURL(one.preview)
  uploads.value = uploads.value.filter((other) => other.key !== key)
}

function change(key: number, part: Partial<Upload>): void {
  uploads.value = uploads.value.map((one) => (one.key === key ? { ...one, ...part } : one))
}

/** XMLHttpRequest, because fetch still cannot tell how much of a body has gone out. */
function post(id: string, file: File, progress: (share: number) => void): Promise<FileView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/files')
    for (const [name, value] of Object.entries(visitor.headers()))
      request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => {
      progress(total > 0 ? loaded / total : 0)
    }
    request.onerror = () => {
      reject(offline())
    }
    request.onload = () => {
      const body = parse(request.responseText)
      if (request.status >= 200 && request.status < 300) resolve(body as FileView)
      else reject(problemFrom(request.status, body))
    }
    const form = new FormData()
    form.append('conversation_id', id)
    form.append('file', file, file.name)
    request.send(form)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

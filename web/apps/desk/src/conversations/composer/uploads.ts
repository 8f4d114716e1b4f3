/** Files on their way up; each becomes a message when it has arrived. */
import { ref } from 'vue'
import { api } from '@/http'
import { sentenceFor } from '@/problems'
import type { OpenConversation } from '../conversation'

export interface Upload {
  key: number
  file: File
  preview: string | null
  refusal: string
}

export function useUploads(conversation: Pick<OpenConversation, 'id' | 'say'>) {
  const list = ref<Upload[]>([])
  let last = 0

  function add(files: File[]) {
    for (const file of files) {
      const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null
      const upload: Upload = { key: ++last, file, preview, refusal: '' }
      list.value.push(upload)
      void send(upload.key)
    }
  }

  async function send(key: number) {
    const upload = list.value.find((one) => one.key === key)
    if (!upload) return
    upload.refusal = ''
    try {
      const file = await api.conversations.upload(conversation.id, upload.file as File)
      conversation.say({ content_type: file.mime.startsWith('image/') ? 'image' : 'file', file })
      drop(key)
    } catch (error) {
      upload.refusal = sentenceFor(error)
    }
  }

  function drop(key: number) {
    const upload = list.value.find((one) => one.key === key)
    if (upload?.preview) URL.revokeObjectURL(upload.preview)
    list.value = list.value.filter((one) => one.key !== key)
  }

  return { list, add, retry: send, drop }
}

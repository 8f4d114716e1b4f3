/** The launcher's few words, by the site's wish or the browser's language. */
import { closestTo } from '@yingda/words/speaking'
import { launcher as en } from '@yingda/words/en/widget.json'
import { launcher as zhCN } from '@yingda/words/zh-CN/widget.json'
import { launcher as zhTW } from '@yingda/words/zh-TW/widget.json'

export type LoaderWords = typeof zhCN

const packs = { 'zh-CN': zhCN, 'zh-TW': zhTW, en } as const

export function loaderWords(tag: string): LoaderWords {
  return packs[closestTo(tag)]
}

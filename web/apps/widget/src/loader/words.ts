/** The launcher's few words, by the site's wish or the browser's language. */
import { launcher as en } from '@yingda/words/en/widget.json'
import { launcher as zhCN } from '@yingda/words/zh-CN/widget.json'
import { launcher as zhTW } from '@yingda/words/zh-TW/widget.json'

export type LoaderWords = typeof zhCN

export function loaderWords(language: string): LoaderWords {
  if (/^zh-(tw|hk|mo|hant)/i.test(language)) return zhTW
  return /^zh/i.test(language) ? zhCN : en
}

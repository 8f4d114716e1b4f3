/** Markdown as Vue nodes: no HTML of the author ever reaches the page, links only to the web or mail. */
import MarkdownIt from 'markdown-it'
import type Token from 'markdown-it/lib/token.mjs'
import { defineComponent, h, type VNodeArrayChildren } from 'vue'

const parser = new MarkdownIt({ html: false, linkify: true, breaks: true })
const plain = new Set([
  'p',
  'strong',
  'em',
  's',
  'ul',
  'ol',
  'li',
  'blockquote',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
])

interface Frame {
  tag: string
  attributes: Record<string, string>
  children: VNodeArrayChildren
}

export function nodesOf(tokens: Token[]): VNodeArrayChildren {
  const root: Frame = { tag: '', attributes: {}, children: [] }
  const open = [root]
  for (const token of tokens) {
    const top = open.at(-1) ?? root
    if (token.nesting === 1)
      open.push({ tag: token.tag, attributes: attributesOf(token), children: [] })
    else if (token.nesting === -1) close(open)
    else top.children.push(...leafOf(token))
  }
  return root.children
}

function close(open: Frame[]) {
  const frame = open.pop()
  if (!frame) return
  const known = plain.has(frame.tag) || (frame.tag === 'a' && frame.attributes.href)
  const made = known ? [h(frame.tag, frame.attributes, frame.children)] : frame.children
  open.at(-1)?.children.push(...made)
}

function attributesOf(token: Token): Record<string, string> {
  if (token.tag !== 'a') return {}
  const href = token.attrGet('href') ?? ''
  if (!/^(https?:|mailto:|tel:)/i.test(href)) return {}
  return { href, target: '_blank', rel: 'noopener noreferrer nofollow' }
}

function leafOf(token: Token): VNodeArrayChildren {
  switch (token.type) {
    case 'inline':
      return nodesOf(token.children ?? [])
    case 'softbreak':
    case 'hardbreak':
      return [h('br')]
    case 'hr':
      return [h('hr')]
    case 'code_inline':
      return [h('code', token.content)]
    case 'fence':
    case 'code_block':
      return [h('pre', [h('code', token.content)])]
    default:
      return [token.content]
  }
}

/** What a customer reads when an article is sent as plain words. */
export function plainText(source: string): string {
  return source
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '$1 $2')
    .replace(/(\*\*|__|`)(.+?)\1/g, '$2')
    .replace(/^#{1,6}\s+/gm, '')
    .replace(/^[ \t]*[-*][ \t]+/gm, '· ')
    .trim()
}

export default defineComponent({
  name: 'MarkdownText',
  props: { source: { type: String, required: true } },
  setup: (props) => () => h('div', { class: 'markdown' }, nodesOf(parser.parse(props.source, {}))),
})

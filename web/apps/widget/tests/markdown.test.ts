import { describe, expect, it } from 'vitest'
import { render } from 'preact'
import { Markdown } from '../src/frame/bubbles/Markdown'
import { blocks, inlines } from '../src/frame/markdown'

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](  javascript:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:x)',
  '[x](//evil.example)',
  '[x](http://a"onmouseover="alert(1))',
  '**<b onclick=alert(1)>x</b>**',
  '`</code><script>alert(1)</script>`',
  '![x](javascript:alert(1))',
  '<a href="javascript:alert(1)">x</a>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
]

function drawn(text: string): HTMLElement {
  const root = document.createElement('div')
  render(Markdown({ text }), root)
  return root
}

describe('markdown of answers', () => {
  it('reads paragraphs, lists, bold, italic, code and links', () => {
    const text =
      '退货**三步**：\n\n1. 打开订单\n2. 点`售后`\n\n- *快*\n- 见[说明](https://a.example/x)'
    expect(blocks(text)).toEqual([
      {
        kind: 'paragraph',
        inlines: [
          { kind: 'text', text: '退货' },
          { kind: 'bold', text: '三步' },
          { kind: 'text', text: '：' },
        ],
      },
      {
        kind: 'list',
        ordered: true,
        items: [
          [{ kind: 'text', text: '打开订单' }],
          [
            { kind: 'text', text: '点' },
            { kind: 'code', text: '售后' },
          ],
        ],
      },
      {
        kind: 'list',
        ordered: false,
        items: [
          [{ kind: 'italic', text: '快' }],
          [
            { kind: 'text', text: '见' },
            { kind: 'link', text: '说明', href: 'https://a.example/x' },
          ],
        ],
      },
    ])
  })

  it('keeps numbers, sizes and lonely stars what they are', () => {
    for (const text of ['3.5 毫米', '2 * 3 * 4', '-5 度', '5*6 = 30'])
      expect(blocks(text)).toEqual([{ kind: 'paragraph', inlines: [{ kind: 'text', text }] }])
  })

  it('ends a bare address before Chinese punctuation', () => {
    expect(inlines('见 https://a.example/b。')).toEqual([
      { kind: 'text', text: '见 ' },
      { kind: 'link', text: 'https://a.example/b', href: 'https://a.example/b' },
      { kind: 'text', text: '。' },
    ])
  })

  it.each(HOSTILE)('makes nothing but text of %s', (text) => {
    const root = drawn(text)
    expect(root.querySelector('script, img, [onclick], [onerror], [onmouseover]')).toBeNull()
    for (const link of root.querySelectorAll('a'))
      expect(link.getAttribute('href')).toMatch(/^https?:\/\//)
  })
})

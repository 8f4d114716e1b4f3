import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import Markdown, { plainText } from '@/Markdown'

const html = (source: string) => mount(Markdown, { props: { source } }).html()

test('bold words, lists and links are shown', () => {
  const shown = html('**bold**\n\n- one\n- two\n\n[site](https://example.com)')
  expect(shown).toContain('<strong>bold</strong>')
  expect(shown.match(/<li>/g)).toHaveLength(2)
  expect(shown).toContain('rel="noopener noreferrer nofollow"')
})

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](data:text/html,hi)',
  '![x](https://tracker.example/pixel.png)',
])('%s never becomes an element', (source) => {
  const wrapper = mount(Markdown, { props: { source } })
  expect(wrapper.find('script, img, a, iframe').exists()).toBe(false)
})

test('as plain words it keeps the words, the lines and the addresses', () => {
  const source = '# Title\n\n**bold** and [site](https://example.com)\n\n- one\n- two'
  expect(plainText(source)).toBe('Title\n\nbold and site https://example.com\n\n· one\n· two')
})

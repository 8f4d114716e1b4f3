/** Markdown as far as answers need it, read into plain nodes: no text ever becomes markup. */
export type Inline =
  | { kind: 'text' | 'bold' | 'italic' | 'code'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'break' }

export type Block =
  | { kind: 'paragraph' | 'heading'; inlines: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'code'; text: string }

const INLINE =
  /\*\*([^*]+)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*|`([^`]+)`|\[([^\]]+)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)|(https?:\/\/[^\s<>"'，。；、）)\]]+)/g
const ITEM = /^\s*(?:[-*+•]|(\d+)[.)、])\s*(?=\S)(.*)$/

export function blocks(text: string): Block[] {
  const found: Block[] = []
  const parts = text.replace(/\r\n?/g, '\n').split(/^```.*$/m)
  parts.forEach((part, index) => {
    // A fence opened and never closed is not code.
    const isCode = index % 2 === 1 && index < parts.length - 1
    if (isCode) found.push({ kind: 'code', text: part.replace(/^\n|\n$/g, '') })
    else for (const piece of part.split(/\n\s*\n/)) found.push(...paragraph(piece))
  })
  return found
}

function paragraph(piece: string): Block[] {
  const found: Block[] = []
  for (const line of piece.split('\n').filter((one) => one.trim() !== '')) {
    const last = found[found.length - 1]
    const item = isItem(line)
    const heading = /^\s*#{1,6}\s+(.*)$/.exec(line)
    if (item) {
      if (last?.kind === 'list' && last.ordered === item.ordered)
        last.items.push(inlines(item.text))
      else found.push({ kind: 'list', ordered: item.ordered, items: [inlines(item.text)] })
    } else if (heading) found.push({ kind: 'heading', inlines: inlines(heading[1] ?? '') })
    else if (last?.kind === 'paragraph') last.inlines.push({ kind: 'break' }, ...inlines(line))
    else found.push({ kind: 'paragraph', inlines: inlines(line) })
  }
  return found
}

function isItem(line: string): { ordered: boolean; text: string } | null {
  const found = ITEM.exec(line)
  if (!found || /^\s*\*\*/.test(line) || /^\s*-\d/.test(line)) return null
  // "3.5 mm" and "2024.1" are numbers, not the start of a list.
  if (found[1] && !/^\s*\d+(?:[)、]|\.\s)/.test(line)) return null
  return { ordered: Boolean(found[1]), text: found[2] ?? '' }
}

export function inlines(line: string): Inline[] {
  const found: Inline[] = []
  let end = 0
  for (const match of line.matchAll(INLINE)) {
    plain(found, line.slice(end, match.index))
    const [whole, bold, italic, code, label, address, bare] = match
    if (bold) found.push({ kind: 'bold', text: bold })
    else if (italic) found.push({ kind: 'italic', text: italic })
    else if (code) found.push({ kind: 'code', text: code })
    else link(found, whole, label ?? bare ?? '', address ?? bare ?? '')
    end = match.index + whole.length
  }
  plain(found, line.slice(end))
  return found
}

function plain(found: Inline[], text: string): void {
  if (text) found.push({ kind: 'text', text })
}

function link(found: Inline[], whole: string, text: string, address: string): void {
  const href = webAddress(address)
  found.push(href ? { kind: 'link', text, href } : { kind: 'text', text: whole })
}

/** Only http and https lead anywhere; everything else stays the text it was. */
function webAddress(address: string): string | null {
  try {
    const url = new URL(address)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
  } catch {
    return null
  }
}

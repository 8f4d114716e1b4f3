/** Markdown's plain nodes as elements; links open elsewhere and carry nothing along. */
import { blocks, type Block, type Inline } from '../markdown'

export function Markdown({ text }: { text: string }) {
  return (
    <>
      {blocks(text).map((block, index) => (
        <BlockNode key={index} block={block} />
      ))}
    </>
  )
}

function BlockNode({ block }: { block: Block }) {
  if (block.kind === 'code')
    return (
      <pre>
        <code>{block.text}</code>
      </pre>
    )
  if (block.kind === 'list') {
    const Tag = block.ordered ? 'ol' : 'ul'
    return (
      <Tag>
        {block.items.map((item, index) => (
          <li key={index}>
            <Line inlines={item} />
          </li>
        ))}
      </Tag>
    )
  }
  return (
    <p>
      {block.kind === 'heading' ? (
        <b>
          <Line inlines={block.inlines} />
        </b>
      ) : (
        <Line inlines={block.inlines} />
      )}
    </p>
  )
}

function Line({ inlines }: { inlines: Inline[] }) {
  return (
    <>
      {inlines.map((inline, index) => (
        <InlineNode key={index} inline={inline} />
      ))}
    </>
  )
}

function InlineNode({ inline }: { inline: Inline }) {
  if (inline.kind === 'break') return <br />
  if (inline.kind === 'bold') return <b>{inline.text}</b>
  if (inline.kind === 'italic') return <em>{inline.text}</em>
  if (inline.kind === 'code') return <code>{inline.text}</code>
  if (inline.kind === 'link')
    return (
      <a href={inline.href} target="_blank" rel="noopener noreferrer nofollow">
        {inline.text}
      </a>
    )
  return <>{inline.text}</>
}

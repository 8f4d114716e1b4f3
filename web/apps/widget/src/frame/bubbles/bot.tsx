/** What the bot says: an answer with its source, a choice of questions, or honestly that it does not know. */
import type { AnswerContent, ChoicesContent, CodedContent } from '@yingda/api'
import type { Chat } from '../state/chat'
import { t, tCode } from '../state/words'
import { Icon } from '../views/Icon'
import type { Ways } from '../views/Messages'
import { Markdown } from './Markdown'

export function Answer({ content }: { content: AnswerContent }) {
  return (
    <div class="bubble">
      <Markdown text={content.text} />
      {content.sources.length > 0 && (
        <p class="source">
          {t('bot.source', {
            titles: content.sources.map((source) => source.title).join(t('bot.and')),
          })}
        </p>
      )}
    </div>
  )
}

interface ChoicesProps {
  content: ChoicesContent
  chat: Chat
  isLast: boolean
  onPerson: () => void
}

export function Choices({ content, chat, isLast, onPerson }: ChoicesProps) {
  return (
    <>
      <div class="bubble">
        <p>{content.text || t('bot.did_you_mean')}</p>
      </div>
      <div class="choices">
        {content.choices.map(({ entry_id, title }) => (
          <button
            key={entry_id}
            type="button"
            disabled={!isLast}
            onClick={() => {
              chat.say({
                wire: { content_type: 'choice', entry_id, title },
                shown: { entry_id, title },
              })
            }}
          >
            {title}
          </button>
        ))}
        {isLast && (
          <button type="button" class="other" onClick={onPerson}>
            <Icon name="person" size={16} />
            {t('bot.none_of_these')}
          </button>
        )}
      </div>
    </>
  )
}

export function Unknown({
  content,
  ways,
  isLast,
}: {
  content: CodedContent
  ways: Ways
  isLast: boolean
}) {
  return (
    <>
      <div class="bubble">
        <p>{tCode('bot.unknown', content.code) ?? t('bot.unknown.other')}</p>
      </div>
      {isLast && (
        <div class="choices">
          <button type="button" onClick={ways.onPerson}>
            <Icon name="person" size={16} />
            {t('chat.person')}
          </button>
          <button type="button" onClick={ways.onLeave}>
            <Icon name="file" size={16} />
            {t('leave.title')}
          </button>
        </div>
      )}
    </>
  )
}

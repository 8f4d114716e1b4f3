"""A day made by hand: 2026-01-02 in Shanghai, 31 conversations, looked at at 18:00.

Each line is: [the day before `-1`] time, customer, what happens, [who or what]. The figures that
`test_hand_made_day` expects were worked out on paper from these lines, never with the code.
"""

DAY = """
# ann: the plain case. First answer 40 s after chen joined, second 30 s; "谢谢" needs no answer.
09:00:00 ann says 订单到哪了
09:00:05 ann asks_human
09:00:20 ann given chen
09:00:30 ann opened_by chen
09:01:00 ann answered_by chen
09:02:00 ann says 什么时候送到
09:02:30 ann answered_by chen
09:03:00 ann says 谢谢
09:03:10 ann answered_by chen
09:04:00 ann closed_by chen
09:05:00 ann rates 5

# bob: the bot alone.
09:10:00 bob says 几天能退货
09:10:02 bob bot
09:11:00 bob leaves
09:12:00 bob rates 3

# cat: only opened the window.
09:15:00 cat opens

# dan: chen hands over without an answer; zhou answers 20 s after joining.
09:20:00 dan says 床架有异响
09:20:00 dan asks_human
09:20:10 dan given chen
09:20:12 dan opened_by chen
09:25:00 dan handed chen zhou
09:25:20 dan answered_by zhou
09:26:00 dan closed_by zhou
09:27:00 dan rates 4

# eve: chen never opens what he is given; zhou answers 30 s after joining.
09:30:00 eve says 我要换货
09:30:05 eve asks_human
09:30:10 eve given chen
09:31:10 eve lets_go chen
09:31:15 eve given zhou
09:31:20 eve opened_by zhou
09:31:45 eve answered_by zhou

# fay: comes back within the merge window: one conversation, 30 s and 40 s; rates anew.
10:00:00 fay says 有优惠券吗
10:00:00 fay asks_human
10:00:10 fay joined_by chen
10:00:40 fay answered_by chen
10:01:00 fay closed_by chen
10:05:00 fay says 还有一个问题
10:05:30 fay joined_by chen
10:06:10 fay answered_by chen
10:07:00 fay closed_by chen
10:07:30 fay rates 2
10:08:00 fay rates 4

# gus: comes back after the merge window: two conversations, the first the bot's; then 30 s.
10:10:00 gus says 营业时间
10:10:02 gus bot
10:10:30 gus leaves
10:30:00 gus says 营业到几点
10:30:10 gus asks_human
10:30:20 gus joined_by zhou
10:30:50 gus answered_by zhou

# hal: nobody answers him, he leaves.
10:40:00 hal says 在吗
10:40:00 hal asks_human
10:40:30 hal given chen
10:40:35 hal opened_by chen
10:45:00 hal leaves

# ida: over midnight, her first answer belongs to yesterday; today 20 s.
-1 23:58:00 ida says 洗衣机漏水
-1 23:58:10 ida asks_human
-1 23:59:00 ida joined_by zhou
00:00:30 ida answered_by zhou
00:02:00 ida says 今天能修吗
00:02:20 ida answered_by zhou
00:03:00 ida closed_by zhou
00:04:00 ida rates 5

# jon: queues over midnight; chen joins today and answers after 50 s.
-1 23:50:00 jon says 能改地址吗
-1 23:50:05 jon asks_human
00:10:00 jon joined_by chen
00:10:50 jon answered_by chen

# kim: zhou answers after 15 s and takes the answer back; it was one.
11:00:00 kim says 这款有白色吗
11:00:05 kim asks_human
11:00:10 kim joined_by zhou
11:00:25 kim answered_by zhou
11:01:00 kim takes_back zhou
11:03:00 kim closed_by zhou
11:04:00 kim rates 1

# lee: 20 s; comes back within the merge window only to say thanks.
11:10:00 lee says 怎么安装
11:10:00 lee asks_human
11:10:05 lee joined_by chen
11:10:25 lee answered_by chen
11:11:00 lee closed_by chen
11:12:00 lee says 谢谢
11:12:10 lee joined_by chen
11:13:00 lee closed_by chen

# mia: was answered yesterday; says thanks after midnight, within the merge window.
-1 23:51:00 mia says 发什么快递
-1 23:51:00 mia asks_human
-1 23:51:10 mia joined_by zhou
-1 23:51:30 mia answered_by zhou
-1 23:57:00 mia closed_by zhou
00:01:00 mia says 谢谢
00:01:10 mia joined_by zhou
00:02:30 mia closed_by zhou

# nat: leaves a message, zhou takes it later and answers after 120 s.
11:20:00 nat says 想订十套
11:20:00 nat asks_human
11:21:00 nat leaves_message
14:00:00 nat taken_by zhou
14:02:00 nat answered_by zhou

# oli: presses the button without a word and is answered 10 s after chen joined.
11:30:00 oli opens
11:30:00 oli asks_human
11:30:10 oli joined_by chen
11:30:20 oli answered_by chen

# pat: gives up in the queue.
11:40:00 pat says 投诉
11:40:05 pat asks_human
11:42:00 pat leaves

# sam: the machine answers under zhou's name after 25 s.
12:00:00 sam says 保修多久
12:00:05 sam asks_human
12:00:10 sam joined_by zhou
12:00:35 sam machine bot_assist_sent

# tom: what answers on the bot's leg, a welcome, a broadcast and the system are no person; chen
# answers after 30 s.
12:09:00 tom says 有货吗
12:09:10 tom machine bot_assist_sent
12:10:00 tom says 可以开发票吗
12:10:05 tom asks_human
12:10:10 tom joined_by chen
12:10:12 tom machine rule_autoreply
12:10:13 tom machine broadcast
12:10:14 tom machine system
12:10:40 tom answered_by chen

# uma: blocked afterwards.
12:20:00 uma says 骂人的话
12:20:05 uma asks_human
12:20:10 uma joined_by zhou
12:20:15 uma answered_by zhou
12:21:00 uma blocks

# vic: says nothing but a closing word to the bot.
12:30:00 vic says 好的

# xia: 10 s; "好的" and then a question after all: 60 s from the first of the two.
12:40:00 xia says 沙发多重
12:40:00 xia asks_human
12:40:05 xia joined_by zhou
12:40:15 xia answered_by zhou
12:41:00 xia says 好的
12:41:30 xia says 那能上楼吗
12:42:00 xia answered_by zhou

# yan and zoe: answered after 10 s and 20 s; they turn out to be one person.
13:00:00 yan says 到货提醒
13:00:05 yan asks_human
13:00:10 yan joined_by zhou
13:00:20 yan answered_by zhou
13:10:00 zoe says 到货了吗
13:10:05 zoe asks_human
13:10:10 zoe joined_by zhou
13:10:30 zoe answered_by zhou
13:20:00 yan merges zoe

# quy: chen gets her unasked and answers her thanks first; the question after it is the first
# answer, after 45 s.
13:30:00 quy says 谢谢
13:30:10 quy joined_by chen
13:30:20 quy answered_by chen
13:31:00 quy says 怎么保养
13:31:45 quy answered_by chen

# rex: chen answers after 20 s and hands the next question over; zhou's own first answer takes 40 s.
13:40:00 rex says 要两张发票
13:40:05 rex asks_human
13:40:10 rex joined_by chen
13:40:30 rex answered_by chen
13:41:00 rex says 抬头怎么改
13:41:30 rex handed chen zhou
13:42:10 rex answered_by zhou

# ned: thanks the bot, and then wants a person after all; zhou answers after 25 s.
14:10:00 ned says 谢谢
14:10:05 ned asks_human
14:10:10 ned joined_by zhou
14:10:35 ned answered_by zhou

# moe: the bot has answered, he wants a person nevertheless; chen answers 35 s after joining.
14:20:00 moe says 几天能退货
14:20:02 moe bot
14:20:30 moe asks_human
14:20:40 moe joined_by chen
14:21:15 moe answered_by chen

# qin waits in the queue; ray has just been opened; wes was offered and not opened yet.
17:50:00 qin says 退款没到
17:50:05 qin asks_human
17:55:00 ray says 少发一件
17:55:05 ray asks_human
17:55:10 ray given zhou
17:55:20 ray opened_by zhou
17:58:00 wes says 包装破了
17:58:05 wes asks_human
17:58:30 wes given chen
"""

NOW = "18:00:00"


def lines():
    """Give (day, time, customer, verb, arguments) in the order of time."""
    written = (line.split() for line in DAY.splitlines() if line and not line.startswith("#"))
    parted = ([0, *words] if words[0] != "-1" else [-1, *words[1:]] for words in written)
    told = [(day, time, who, verb, words) for day, time, who, verb, *words in parted]
    return sorted(told, key=lambda line: line[:2])


def play(floor):
    """Let the day happen, until 18:00."""
    answers = {}
    for day, time, who, verb, words in lines():
        floor.at(day, time)
        if verb == "takes_back":
            floor.recalled_by(who, *words, answers[who])
            continue
        answer = getattr(floor, verb)(who, *words)
        if verb == "answered_by":
            answers[who] = answer
    floor.at(0, NOW)

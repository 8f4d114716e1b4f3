/** The one or two letters a face shows of a name. */

const surnames = new Set(
  '王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許' +
    '傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鐘汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康' +
    '毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛' +
    '温溫芦蘆季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛焦向柳邢岳齐齊沿梅莫庄莊辛祝左涂谷祁时時舒耿牟卜路詹关關苗凌费' +
    '費纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁隋植甘景薄单單包司柏宁寧柯阮桂闵闵解强強柴华華车車冉房边邊',
)
const doubleSurnames = new Set(
  (
    '欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 司徒 司空 夏侯 端木 ' +
    '张简 張簡 范姜'
  ).split(' '),
)
/** What people are called by, and no part of their given name. */
const titles =
  /(?:主管|经理|經理|店长|店長|组长|組長|客服|老师|老師|师傅|師傅|女士|先生|小姐|同学|同學)$/

/** `room` is how many Chinese characters fit; Latin names always get their two initials. */
export function initials(name: string, room: 1 | 2 = 2): string {
  const chinese = name.match(/\p{Script=Han}+/u)?.[0]
  if (chinese && /^\P{L}*\p{Script=Han}/u.test(name)) return ofChinese(chinese, room)
  return ofWords(name)
}

function ofChinese(name: string, room: 1 | 2): string {
  const bare = name.length > 2 ? name.replace(titles, '') : name
  const given = givenName(bare)
  // A given name is known by its end, any other word (管理员, a shop's name) by its beginning.
  if (given) return given.slice(-room)
  return bare.slice(0, room)
}

/** Two characters stand together; of longer names the surname goes. Null where it is no person's. */
function givenName(name: string): string | null {
  if (name.length <= 2) return surnames.has(name.charAt(0)) ? name : null
  if (doubleSurnames.has(name.slice(0, 2)) && name.length <= 4) return name.slice(2)
  if (name.length === 3 && surnames.has(name.charAt(0))) return name.slice(1)
  return null
}

function ofWords(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu) ?? []
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return [first, last]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}

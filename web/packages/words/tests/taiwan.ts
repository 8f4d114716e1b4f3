/** What may not stand in the Taiwan pack: glyphs Big5 does not know, words nobody there uses. */

/** The characters of standard Big5 (both levels, without the Hong Kong additions). */
export const big5 = new Set(standardBig5())

function* standardBig5(): Iterable<string> {
  const decoder = new TextDecoder('big5')
  for (let lead = 0xa4; lead <= 0xf9; lead++) {
    if (lead > 0xc6 && lead < 0xc9) continue
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail > 0x7e && trail < 0xa1) continue
      yield decoder.decode(new Uint8Array([lead, trail]))
    }
  }
}

export const mainlandWords = (
  '信息 短信 默認 視頻 軟件 硬件 網絡 服務器 鏈接 數據 模板 接口 渠道 用戶 登錄 賬號 賬戶 保存 加載 屏幕 鼠標 ' +
  '優化 反饋 會話 坐席 技能組 轉人工 質檢 撤回 快捷短語 打印 刷新 激活 在線 全渠道 支持 小程序 公眾號 智能 ' +
  '文件夾 菜單 設置 搜索 添加 創建 點擊'
).split(' ')

import { expect, test } from 'vitest'
import { initials } from '../src/initials'

test.each([
  ['陈晨', '陈晨', '晨'],
  ['吴桐', '吴桐', '桐'],
  ['李小满', '小满', '满'],
  ['林怡君', '怡君', '君'],
  ['欧阳娜娜', '娜娜', '娜'],
  ['司马光', '光', '光'],
])('%s is known by the given name', (name, two, one) => {
  expect([initials(name), initials(name, 1)]).toEqual([two, one])
})

test.each([
  ['林主管', '林', '林'],
  ['王女士', '王', '王'],
  ['张伟经理', '张伟', '伟'],
])('the title of %s is no part of the name', (name, two, one) => {
  expect([initials(name), initials(name, 1)]).toEqual([two, one])
})

test.each([
  ['管理员', '管理', '管'],
  ['機器人', '機器', '機'],
  ['青禾店务', '青禾', '青'],
  ['访客 E79E', '访客', '访'],
  ['主管', '主管', '主'],
])('%s names nobody, so its beginning stands for it', (name, two, one) => {
  expect([initials(name), initials(name, 1)]).toEqual([two, one])
})

test.each([
  ['Emma Clarke', 'EC'],
  ['ana maria de souza', 'AS'],
  ["Sinéad O'Connor", 'SO'],
  ['Owner', 'O'],
  ['li@example.com', 'LC'],
  ['Team 售后', 'T售'],
  ['', ''],
  ['🙂', ''],
])('%s gives the initials %s', (name, letters) => {
  expect(initials(name)).toBe(letters)
})

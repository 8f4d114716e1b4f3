/** The rail: which rooms exist, and for whom. */
import {
  ChatDotRound,
  Collection,
  Cpu,
  DataAnalysis,
  OfficeBuilding,
  Setting,
  Share,
  User,
} from '@element-plus/icons-vue'
import type { Role } from '@yingda/api'
import type { Component } from 'vue'

export interface Room {
  name: string
  icon: Component
}

const everybody: Role[] = ['owner', 'admin', 'lead', 'agent', 'merchant_staff']
const leads: Role[] = ['owner', 'admin', 'lead']

const rooms: (Room & { roles: Role[] })[] = [
  { name: 'conversations', icon: ChatDotRound, roles: everybody },
  { name: 'customers', icon: User, roles: ['owner', 'admin', 'lead', 'agent'] },
  { name: 'knowledge', icon: Collection, roles: everybody },
  { name: 'flows', icon: Share, roles: leads },
  { name: 'insight', icon: DataAnalysis, roles: leads },
  { name: 'bot', icon: Cpu, roles: leads },
  { name: 'team', icon: OfficeBuilding, roles: leads },
  { name: 'settings', icon: Setting, roles: everybody },
]

export function roomsFor(role: Role): Room[] {
  return rooms.filter((room) => room.roles.includes(role))
}

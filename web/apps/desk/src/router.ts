import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { whenSignedOut } from './http'
import { mendMissingPages } from './missingPage'
import { useSession } from './session'

const routes: RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./signin/SignInPage.vue'),
    meta: { open: true },
  },
  {
    path: '/setup',
    name: 'setup',
    component: () => import('./signin/SetupPage.vue'),
    meta: { open: true },
  },
  {
    path: '/',
    component: () => import('./shell/Shell.vue'),
    children: [
      { path: '', name: 'home', component: { render: () => null } },
      {
        path: 'conversations/:id?',
        name: 'conversations',
        component: () => import('./conversations/WorkbenchPage.vue'),
      },
      {
        path: 'customers/:id?',
        name: 'customers',
        component: () => import('./customers/CustomersPage.vue'),
      },
      {
        path: 'knowledge',
        name: 'knowledge',
        component: () => import('./knowledge/KnowledgePage.vue'),
      },
      {
        path: 'flows',
        name: 'flows',
        component: () => import('./flows/FlowsPage.vue'),
        meta: { needs: 'leads' },
      },
      {
        path: 'flows/actions',
        name: 'actions',
        component: () => import('./actions/ActionsPage.vue'),
        meta: { needs: 'leads' },
      },
      {
        path: 'flows/:id',
        name: 'flow',
        component: () => import('./flows/FlowPage.vue'),
        meta: { needs: 'leads' },
      },
      {
        path: 'insight',
        name: 'insight',
        component: () => import('./insight/TodayPage.vue'),
        meta: { needs: 'leads' },
      },
      {
        path: 'bot/:tab?/:id?',
        name: 'bot',
        component: () => import('./leaks/BotPage.vue'),
        meta: { needs: 'leads' },
      },
      {
        path: 'team/:tab?',
        name: 'team',
        component: () => import('./team/TeamPage.vue'),
        meta: { needs: 'leads' },
      },
      {
        path: 'settings',
        name: 'settings',
        component: () => import('./settings/SettingsPage.vue'),
      },
      { path: ':rest(.*)*', name: 'nowhere', component: () => import('./shell/NowherePage.vue') },
    ],
  },
]

export const router = createRouter({ history: createWebHistory('/desk/'), routes })
mendMissingPages(router)

router.beforeEach(async (to) => {
  if (to.meta.open) return true
  const session = useSession()
  if (!(await session.resume())) return { name: 'sign-in', query: { to: to.fullPath } }
  if (to.name === 'home') return { name: session.leads ? 'insight' : 'conversations' }
  return to.meta.needs === 'leads' && !session.leads ? { name: 'conversations' } : true
})

whenSignedOut(() => {
  const session = useSession()
  if (!session.current) return
  session.end()
  void router.push({ name: 'sign-in', query: { to: router.currentRoute.value.fullPath } })
})

import { VueQueryPlugin } from '@tanstack/vue-query'
import { followSystemTheme } from '@yingda/ui'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { startWords } from './i18n'
import { queryClient } from './query'
import { router } from './router'
import '@yingda/ui/tokens.css'
import '@yingda/ui/base.css'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/el-notification.css'
import '@yingda/ui/element.css'
import './desk.css'

followSystemTheme()
void startWords().then((i18n) => {
  createApp(App)
    .use(createPinia())
    .use(i18n)
    .use(VueQueryPlugin, { queryClient })
    .use(router)
    .mount('#app')
})

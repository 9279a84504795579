import { configProvider } from '@adonisjs/core'
import { defineConfig } from '@adonisjs/auth'
import { sessionGuard } from '@adonisjs/auth/session'
import type { InferAuthenticators } from '@adonisjs/auth/types'

/** Read when it is needed, for models cannot be before the application is there. */
const members = configProvider.create(async () => {
  const { MemberProvider } = await import('#accounts/member_provider')
  return new MemberProvider()
})

const authConfig = defineConfig({
  default: 'web',
  guards: { web: sessionGuard({ useRememberMeTokens: false, provider: members }) },
})

export default authConfig

declare module '@adonisjs/auth/types' {
  export interface Authenticators extends InferAuthenticators<typeof authConfig> {}
}

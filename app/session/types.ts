import type { AllowedSessionValues, SessionData } from '@adonisjs/session/types'
import type { BeginningsConfig } from '#session/beginnings'
import type { Ceiling } from '#session/ceiling'
import type { ExpiryInput } from '#session/expiry'

declare module '@adonisjs/session' {
  /** What visitor_session.ts adds, so that `ctx.session` is known to have it. */
  interface Session {
    readonly isResting: boolean
    readonly began: Date | null
    keys(): string[]
    setDefault<T extends AllowedSessionValues>(key: string, value: T): T
    merge(values: SessionData): void
    flush(): void
    setExpiry(expiry: ExpiryInput): void
    expiryAge(): number
    expiryDate(): Date
    expiresAtBrowserClose(): boolean
    setTestCookie(): void
    testCookieWorked(): boolean
    deleteTestCookie(): void
  }
}

declare module '@adonisjs/session/types' {
  interface SessionConfig {
    /**
     * Keys of objects that make sense only as a whole, `*` for any one segment: two requests at the
     * same time never make one of two halves.
     */
    wholes: string[]
    ceiling: Ceiling
    beginnings: BeginningsConfig
  }
}

import { Env } from '@adonisjs/core/env'
import { Secret } from '@adonisjs/core/helpers'
import string from '@adonisjs/core/helpers/string'
import proxyAddr from 'proxy-addr'
import { toBareAddress } from '#address'

/** Works on any Node, and before anything is installed. */
const MAKE_SECRET = `node -p "require('crypto').randomBytes(32).toString('base64url')"`

/** A length of time as "14 days" or "90 minutes". */
function duration(name: string, value?: string) {
  try {
    if (value && value !== '0') string.milliseconds.parse(value)
  } catch {
    throw new Error(`${name} must be a length of time such as "14 days" (now: "${value}")`)
  }
  return value
}

/** A number of minutes, at most a day's. */
function minutes(name: string, value?: string) {
  const number = Number(value ?? 0)
  if (!(number >= 0 && number <= 1440)) {
    throw new Error(`${name} must be a number of minutes from 0 to 1440 (now: "${value}")`)
  }
  return number
}

/** A whole number from 0 on; the default where nothing is set. */
function countOr(fallback: number, most = 999_999_999) {
  return (name: string, value?: string) => {
    if (!/^\d{0,9}$/.test(value ?? '') || Number(value) > most) {
      throw new Error(`${name} must be a whole number from 0 to ${most} (now: "${value}")`)
    }
    return value ? Number(value) : fallback
  }
}

/** A port to listen on. 0 is none where the default is 0, and else any port that is free. */
function port(fallback: number) {
  return countOr(fallback, 65_535)
}

/** The addresses and networks of proxies, as a test of an address; without any, none is one. */
function proxies(name: string, value?: string) {
  const addresses = (value ?? '').split(',').map((address) => address.trim())
  try {
    if (!value) return () => false
    const isProxy = proxyAddr.compile(addresses)
    return (address: string, distance: number) => isProxy(toBareAddress(address), distance)
  } catch {
    throw new Error(
      `${name} must be a list of addresses such as "loopback" or "10.0.0.0/8, 192.168.1.2" (now: "${value}")`
    )
  }
}

/** Where the PostgreSQL server is; needed only where the library is kept there. */
function databaseUrl(name: string, value?: string) {
  const isNeeded = process.env.DB_CONNECTION === 'postgres'
  if (isNeeded && !value) {
    throw new Error(`${name} is not set; write it as "postgres://user:password@host:5432/database"`)
  }
  if (value && !/^postgres(ql)?:\/\//.test(value)) {
    throw new Error(`${name} must be the address of a PostgreSQL database, from "postgres://" on`)
  }
  return value || undefined
}

/** Where the Redis server is; needed only where sessions are kept there. */
function redisUrl(name: string, value?: string) {
  if (process.env.SESSION_STORE === 'redis' && !value) {
    throw new Error(`${name} is not set; write it as "redis://user:password@host:6379/0"`)
  }
  if (value && !(/^rediss?:\/\//.test(value) && URL.canParse(value))) {
    throw new Error(`${name} must be the address of a Redis server, from "redis://" on`)
  }
  return value || undefined
}

/** A whole number from 1 to 1,000. */
function count(name: string, value?: string) {
  if (!value) return undefined
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 1000) {
    throw new Error(`${name} must be a whole number from 1 to 1000 (now: "${value}")`)
  }
  return number
}

/** A secret that is long enough to sign with. */
function secret(name: string, value?: string) {
  if (!value) throw new Error(`${name} is not set; one is made by: ${MAKE_SECRET}`)
  return formerSecret(name, value)!
}

/** The same, where there is one. */
function formerSecret(name: string, value?: string) {
  if (!value) return undefined
  if (value.length < 32) throw new Error(`${name} must have at least 32 characters`)
  return new Secret(value)
}

export default await Env.create(new URL('../', import.meta.url), {
  NODE_ENV: Env.schema.enum.optional(['development', 'production', 'test'] as const),
  HOST: Env.schema.string.optional({ format: 'host' }),
  PORT: port(3333),
  APP_URL: Env.schema.string.optional({ format: 'url', tld: false, protocol: true }),
  APP_KEY: secret,
  APP_KEY_PREVIOUS: formerSecret,
  TRUST_PROXY: proxies,
  RATE_LIMIT: countOr(3000),
  ACCESS_LOG: Env.schema.boolean.optional(),
  METRICS_PORT: port(0),
  METRICS_HOST: Env.schema.string.optional({ format: 'host' }),
  DB_CONNECTION: Env.schema.enum.optional(['sqlite', 'postgres'] as const),
  DATABASE_URL: databaseUrl,
  DATABASE_CONNECTIONS: count,
  WORKERS: count,
  SQLITE_PATH: Env.schema.string.optional(),
  DEMO_CATALOGUE: Env.schema.boolean.optional(),
  SESSION_STORE: Env.schema.enum.optional(['database', 'redis'] as const),
  REDIS_URL: redisUrl,
  REDIS_PREFIX: Env.schema.string.optional(),
  SESSION_AGE: duration,
  SESSION_CLEARING_INTERVAL: duration,
  SESSION_BEGINNINGS: countOr(300),
  SESSION_UNRETURNED: countOr(200_000),
  KIOSK_IDLE: minutes,
  LOG_LEVEL: Env.schema.enum.optional([
    'fatal',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
    'silent',
  ] as const),
})

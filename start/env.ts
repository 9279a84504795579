import { Env } from '@adonisjs/core/env'
import { Secret } from '@adonisjs/core/helpers'
import string from '@adonisjs/core/helpers/string'
import proxyAddr from 'proxy-addr'
import { toBareAddress } from '#address'

/** A length of time as "14 days" or "90 minutes". */
function duration(name: string, value?: string) {
  try {
    if (value && value !== '0') string.milliseconds.parse(value)
  } catch {
    throw new Error(`${name} is no length of time (now: "${value}"); write it as "14 days"`)
  }
  return value
}

/** A number of minutes, at most a day's. */
function minutes(name: string, value?: string) {
  const number = Number(value ?? 0)
  if (!(number >= 0 && number <= 1440)) {
    throw new Error(`${name} is no number of minutes (now: "${value}"); write it as "5", or "0"`)
  }
  return number
}

/** A whole number from 0 on; the default where nothing is set. */
function countOr(fallback: number) {
  return (name: string, value?: string) => {
    if (!/^\d{0,9}$/.test(value ?? '')) {
      throw new Error(`${name} is no number (now: "${value}"); write it as "${fallback}", or "0"`)
    }
    return value ? Number(value) : fallback
  }
}

/** A port to listen on. 0 is none where the default is 0, and else any port that is free. */
function port(fallback: number) {
  const read = countOr(fallback)
  return (name: string, value?: string) => {
    const number = read(name, value)
    if (number > 65_535) throw new Error(`${name} is no port (now: "${value}"); ports end at 65535`)
    return number
  }
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
      `${name} holds no list of addresses (now: "${value}"); write it as "loopback" or "10.0.0.0/8, 192.168.1.2"`
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
    throw new Error(`${name} is no address of a PostgreSQL database; it begins with "postgres://"`)
  }
  return value || undefined
}

/** Where the Redis server is; needed only where sessions are kept there. */
function redisUrl(name: string, value?: string) {
  if (process.env.SESSION_STORE === 'redis' && !value) {
    throw new Error(`${name} is not set; write it as "redis://user:password@host:6379/0"`)
  }
  if (value && !(/^rediss?:\/\//.test(value) && URL.canParse(value))) {
    throw new Error(`${name} is no address of a Redis server; it begins with "redis://"`)
  }
  return value || undefined
}

/** A whole number from 1 to 1,000. */
function count(name: string, value?: string) {
  if (!value) return undefined
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 1000) {
    throw new Error(`${name} is no whole number from 1 to 1000 (now: "${value}")`)
  }
  return number
}

/** A secret that is long enough to sign with. */
function secret(name: string, value?: string) {
  if (!value) throw new Error(`${name} is not set; "node ace generate:key --show" makes one`)
  if (value.length < 32) throw new Error(`${name} is too short; it takes 32 characters`)
  return new Secret(value)
}

export default await Env.create(new URL('../', import.meta.url), {
  NODE_ENV: Env.schema.enum.optional(['development', 'production', 'test'] as const),
  HOST: Env.schema.string.optional({ format: 'host' }),
  PORT: port(3333),
  APP_URL: Env.schema.string.optional({ format: 'url', tld: false, protocol: true }),
  APP_KEY: secret,
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
